package io.capstan.jepsen.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A page that is being written, as HTML that is also well-formed XML. All text and every attribute
 * is escaped. A tag may name classes: {@code td.number} is {@code <td class="number">}.
 *
 * <p>Thread safety: for one thread.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names, each followed by its value
   */
  Markup open(String tag, String... attributes) {
    String[] words = tag.split("\\.", -1);
    begin(words, attributes);
    out.append('>');
    open.push(words[0]);
    return this;
  }

  /** Ends the element that was begun last. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element with nothing in it: for HTML's void elements and for shapes. */
  Markup empty(String tag, String... attributes) {
    begin(tag.split("\\.", -1), attributes);
    out.append("/>");
    return this;
  }

  /** An element with text in it. */
  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A new line, for those who read the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** The style sheet, which must not hold what XML would read. */
  Markup style(String css) {
    out.append("<style>\n").append(css).append("</style>");
    return this;
  }

  private void begin(String[] words, String... attributes) {
    out.append('<').append(words[0]);
    for (int i = 1; i < words.length; i++) {
      out.append(i == 1 ? " class=\"" : " ").append(words[i]);
    }
    out.append(words.length > 1 ? "\"" : "");
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1]));
      out.append('"');
    }
  }

  private static String escaped(String text) {
    return PlainText.visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * All that was written.
   *
   * @throws IllegalStateException while an element is open
   */
  String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("open: " + open);
    }
    return out.toString();
  }
}
