package io.capstan.client.shell.bulk;

import io.capstan.client.Row;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes rows so that {@code kv load} reads them back. */
sealed interface RowWriter {
  void write(Row row, OutputStream out) throws IOException;

  /** What there is to warn of, behind the last row; empty: nothing. */
  default String warning() {
    return "";
  }

  /** The writer of a format. */
  static RowWriter of(Format format, Dialect dialect) {
    return switch (format) {
      case CSV, TSV -> new Delimited(dialect);
      case JSONL -> new JsonLines();
      case LINES -> new Values();
    };
  }

  /** Key, delimiter, value. */
  record Delimited(Dialect dialect) implements RowWriter {
    @Override
    public void write(Row row, OutputStream out) throws IOException {
      out.write(field(row, row.key()));
      out.write(dialect.delimiter());
      out.write(field(row, row.value()));
      out.write('\n');
    }

    private byte[] field(Row row, byte[] bytes) {
      if (isPlain(bytes)) {
        return bytes;
      }
      if (!dialect.hasQuote()) {
        throw CommandFailed.usage(
            "the row with the key "
                + Bytes.utf8(row.key()).orElse("0x" + Bytes.hex(row.key()))
                + " holds a delimiter or a line end",
            "give a quote, such as --quote '\"', or use --format jsonl");
      }
      var quoted = new ByteArrayOutputStream(bytes.length + 16);
      quoted.write(dialect.quote());
      for (byte next : bytes) {
        quoted.write(next);
        if ((next & 0xff) == dialect.quote()) {
          quoted.write(next);
        }
      }
      quoted.write(dialect.quote());
      return quoted.toByteArray();
    }

    private boolean isPlain(byte[] bytes) {
      for (byte next : bytes) {
        int c = next & 0xff;
        if (c == dialect.delimiter() || c == dialect.quote() || c == '\n' || c == '\r') {
          return false;
        }
      }
      return true;
    }
  }

  /** An object with {@code key} and {@code value}. */
  record JsonLines() implements RowWriter {
    @Override
    public void write(Row row, OutputStream out) throws IOException {
      String object =
          Json.text(
              json -> {
                Json.bytesField(json, "key", row.key());
                Json.bytesField(json, "value", row.value());
              });
      out.write(object.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    }
  }

  /** The value alone. */
  final class Values implements RowWriter {
    private boolean unfit;

    @Override
    public void write(Row row, OutputStream out) throws IOException {
      byte[] value = row.value();
      unfit |= holdsLineEnd(value);
      out.write(value);
      out.write('\n');
    }

    private static boolean holdsLineEnd(byte[] value) {
      for (byte next : value) {
        if (next == '\n') {
          return true;
        }
      }
      return value.length > 0 && value[value.length - 1] == '\r';
    }

    @Override
    public String warning() {
      return unfit ? "some values hold line ends: a line is not always a value" : "";
    }
  }
}
