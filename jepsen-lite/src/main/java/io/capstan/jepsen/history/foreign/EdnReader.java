package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads EDN (github.com/edn-format/edn), one datum after another. Tags are dropped, so that a
 * record reads as the map it is.
 *
 * <p>Thread safety: for one thread.
 */
public final class EdnReader {
  /** Deeper text is refused, so that no text exhausts the stack. */
  private static final int DEPTH_MAX = 100;

  private static final String CLOSING = ")]}";

  private final EdnText text;
  private int depth;

  public EdnReader(Reader in) {
    this(new EdnText(in));
  }

  EdnReader(EdnText text) {
    this.text = text;
  }

  /**
   * Reads a text that is one datum.
   *
   * @throws io.capstan.jepsen.history.MalformedHistoryException when it is not
   */
  public static Datum parse(String edn) {
    try {
      EdnReader reader = new EdnReader(new StringReader(edn));
      Datum datum = reader.read();
      if (reader.text.skipBlank() != EdnText.END) {
        throw reader.text.refusal(reader.text.position(), "more than one value: " + edn);
      }
      return datum;
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be read", e);
    }
  }

  /**
   * Reads the next datum, which must be there.
   *
   * @throws io.capstan.jepsen.history.MalformedHistoryException when it is not
   */
  public Datum read() throws IOException {
    int c = text.skipBlank();
    Position start = text.position();
    if (++depth > DEPTH_MAX) {
      throw text.refusal(start, "nested more than " + DEPTH_MAX + " deep");
    }
    Datum datum =
        switch (c) {
          case EdnText.END -> throw text.refusal(start, "the text ends where a value is due");
          case '(', '[' -> new Datum.Items(items(start));
          case '{' -> table(start);
          case '"' -> new Datum.Text(string(start));
          case '#' -> dispatch();
          case '\\' -> new Datum.Atom("\\" + character(start));
          case ')', ']', '}' -> throw text.refusal(start, "\"" + (char) c + "\" closes nothing");
          default -> atom(token());
        };
    depth--;
    return datum;
  }

  private List<Datum> items(Position start) throws IOException {
    char open = (char) text.read();
    char close = open == '(' ? ')' : open == '[' ? ']' : '}';
    List<Datum> items = new ArrayList<>();
    for (int c = nextItem(start); c != close; c = nextItem(start)) {
      if (CLOSING.indexOf(c) >= 0) {
        throw text.refusal(text.position(), "\"" + (char) c + "\" where \"" + close + "\" is due");
      }
      items.add(read());
    }
    text.read();
    return items;
  }

  /** What the next item of a collection, or its end, begins with. */
  private int nextItem(Position start) throws IOException {
    int c = skipDiscarded();
    if (c == EdnText.END) {
      throw text.refusal(text.position(), "the text ends in what opens at " + start);
    }
    return c;
  }

  /** Skips blanks and what {@code #_} discards. */
  int skipDiscarded() throws IOException {
    int c = text.skipBlank();
    while (c == '#') {
      text.read();
      if (text.peek() != '_') {
        text.unread('#');
        return c;
      }
      text.read();
      read();
      c = text.skipBlank();
    }
    return c;
  }

  private Datum table(Position start) throws IOException {
    List<Datum> items = items(start);
    if (items.size() % 2 != 0) {
      throw text.refusal(start, "a map with a key that has no value");
    }
    Map<String, Datum> fields = new HashMap<>();
    for (int i = 0; i < items.size(); i += 2) {
      String key = String.valueOf(items.get(i).plain());
      if (fields.put(key, items.get(i + 1)) != null) {
        throw text.refusal(start, "\"" + key + "\" stands twice in a map");
      }
    }
    return new Datum.Table(fields);
  }

  private Datum dispatch() throws IOException {
    if (skipDiscarded() != '#') {
      return read();
    }
    text.read();
    Position start = text.position();
    if (text.peek() == '{') {
      return new Datum.Items(items(start));
    }
    String tag = token();
    return tag.startsWith("#") ? new Datum.Atom(tag) : read();
  }

  private String string(Position start) throws IOException {
    StringBuilder string = new StringBuilder();
    text.read();
    for (int c = text.read(); c != '"'; c = text.read()) {
      if (c == EdnText.END) {
        throw text.refusal(text.position(), "the text ends in the string that opens at " + start);
      }
      string.append(c == '\\' ? escaped(start) : (char) c);
    }
    return string.toString();
  }

  private char escaped(Position start) throws IOException {
    int c = text.read();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> (char) c;
      case 'u' -> unicode(start);
      default -> throw text.refusal(start, "a string with an unknown escape");
    };
  }

  private char unicode(Position start) throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.read(), 16);
      if (digit < 0) {
        throw text.refusal(start, "a string with \\u and no four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** {@code \a}, {@code \newline}, and also a bracket by itself. */
  private String character(Position start) throws IOException {
    text.read();
    int first = text.read();
    if (first == EdnText.END) {
      throw text.refusal(start, "the text ends in a character");
    }
    return (char) first + (Character.isLetterOrDigit(text.peek()) ? token() : "");
  }

  private String token() throws IOException {
    StringBuilder token = new StringBuilder();
    int c = text.read();
    while (c != EdnText.END && !Character.isWhitespace(c) && "()[]{}\",;".indexOf(c) < 0) {
      token.append((char) c);
      c = text.read();
    }
    text.unread(c);
    return token.toString();
  }

  private static Datum atom(String token) {
    if (token.startsWith(":")) {
      return new Datum.Atom(token.substring(1));
    }
    boolean big = token.length() > 1 && token.endsWith("N") && isDigits(token, token.length() - 1);
    return new Datum.Atom(big ? token.substring(0, token.length() - 1) : token);
  }

  private static boolean isDigits(String token, int length) {
    return token
        .substring(token.startsWith("-") ? 1 : 0, length)
        .chars()
        .allMatch(Character::isDigit);
  }
}
