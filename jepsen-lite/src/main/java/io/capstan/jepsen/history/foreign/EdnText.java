package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/** Characters with their places; white space and comments of EDN are skipped on request. */
final class EdnText {
  static final int END = -1;

  private final PushbackReader in;
  private long line = 1;
  private long column = 1;

  /** Where the line break that was read last stands. */
  private long lineBreakColumn = 1;

  EdnText(Reader in) {
    this.in = new PushbackReader(in, 2);
  }

  /** The place of the next character. */
  Position position() {
    return new Position(line, column);
  }

  int read() throws IOException {
    int c = in.read();
    if (c == '\n') {
      lineBreakColumn = column;
      line++;
      column = 1;
    } else if (c != END) {
      column++;
    }
    return c;
  }

  /** Gives the last character back, or after it the one before. */
  void unread(int c) throws IOException {
    if (c == END) {
      return;
    }
    in.unread(c);
    line -= c == '\n' ? 1 : 0;
    column = c == '\n' ? lineBreakColumn : column - 1;
  }

  int peek() throws IOException {
    int c = read();
    unread(c);
    return c;
  }

  /** Skips to the next character that means something, and gives it without taking it. */
  int skipBlank() throws IOException {
    int c = read();
    while (Character.isWhitespace(c) || c == ',' || c == ';') {
      if (c == ';') {
        skipLine();
      }
      c = read();
    }
    unread(c);
    return c;
  }

  MalformedHistoryException refusal(Position at, String problem) {
    return new MalformedHistoryException(at, problem);
  }

  private void skipLine() throws IOException {
    int c = read();
    while (c != '\n' && c != END) {
      c = read();
    }
  }
}
