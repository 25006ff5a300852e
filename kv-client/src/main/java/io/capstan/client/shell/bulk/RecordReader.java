package io.capstan.client.shell.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file into records and records into fields, by RFC 4180 as far as the dialect has a quote.
 * Everything is bytes. A record ends with {@code \n}; a {@code \r} right before it belongs to the
 * line end.
 *
 * <p>A quote counts only at the beginning of a field. When the quotes of a record do not close as
 * they should, only the line it begins on is malformed, and the next line begins a record.
 *
 * <p>Thread safety: confined to one thread.
 */
final class RecordReader {
  /** The longest record, in bytes. */
  static final int RECORD_BYTES_MAX = 8 << 20;

  private static final String TOO_LONG = "longer than " + (RECORD_BYTES_MAX >> 20) + " MiB";

  private final ByteWindow window;
  private final Dialect dialect;
  private long line;

  // Of the record being read: the bytes looked at, the line ends within, and what is found so far.
  private int ahead;
  private int innerLines;
  private List<byte[]> fields = List.of();
  private String problem = "";

  /**
   * @param line the number of the line that the window begins with
   */
  RecordReader(ByteWindow window, Dialect dialect, long line) {
    this.window = window;
    this.dialect = dialect;
    this.line = line;
  }

  /** Where the next record begins. */
  Position position() {
    return new Position(window.offset(), line);
  }

  /** The next record; null at the end of the file. */
  @Nullable TextRecord next() throws IOException {
    if (window.at(0) == ByteWindow.END) {
      return null;
    }
    long first = line;
    ahead = 0;
    innerLines = 0;
    fields = new ArrayList<>();
    problem = "";
    readFields();
    if (!problem.isEmpty()) {
      window.skipLine();
      line = first + 1;
      return TextRecord.malformed(first, position(), problem);
    }
    byte[] text = window.copy(0, ahead);
    window.skip(ahead + lineEnd());
    line = first + innerLines + 1;
    return new TextRecord(first, position(), text, fields, "");
  }

  private void readFields() throws IOException {
    boolean more = true;
    while (more) {
      boolean quoted = dialect.hasQuote() && window.at(ahead) == dialect.quote();
      byte[] field = quoted ? quotedField() : plainField();
      fields.add(field);
      more = problem.isEmpty() && window.at(ahead) == dialect.delimiter();
      ahead += more ? 1 : 0;
    }
  }

  private byte[] plainField() throws IOException {
    int from = ahead;
    while (window.at(ahead) != dialect.delimiter() && lineEnd() < 0) {
      if (++ahead > RECORD_BYTES_MAX) {
        problem = TOO_LONG;
        return new byte[0];
      }
    }
    return window.copy(from, ahead);
  }

  private byte[] quotedField() throws IOException {
    var field = new ByteArrayOutputStream();
    ahead++;
    while (window.at(ahead) != dialect.quote() || window.at(ahead + 1) == dialect.quote()) {
      int next = window.at(ahead);
      if (next == ByteWindow.END || ahead > RECORD_BYTES_MAX) {
        problem = "unterminated quote";
        return field.toByteArray();
      }
      field.write(next);
      innerLines += next == '\n' ? 1 : 0;
      ahead += next == dialect.quote() ? 2 : 1;
    }
    ahead++;
    if (window.at(ahead) != dialect.delimiter() && lineEnd() < 0) {
      problem = "text behind a closing quote";
    }
    return field.toByteArray();
  }

  /** The length of the line end that comes next: 0 at the end of the file, -1 when none comes. */
  private int lineEnd() throws IOException {
    int next = window.at(ahead);
    if (next == '\n') {
      return 1;
    }
    if (next == '\r' && window.at(ahead + 1) == '\n') {
      return 2;
    }
    return next == ByteWindow.END ? 0 : -1;
  }
}
