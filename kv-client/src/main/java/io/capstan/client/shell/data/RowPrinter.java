package io.capstan.client.shell.data;

import io.capstan.client.Row;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;

/**
 * Prints the rows of a scan, and warns once when lines cannot show them faithfully.
 *
 * <p>Thread safety: confined to one thread.
 */
final class RowPrinter {
  private final Terminal terminal;
  private final boolean json;
  private final boolean keys;
  private final boolean values;
  private boolean unfit;

  RowPrinter(Terminal terminal, boolean json, boolean keysOnly, boolean valuesOnly) {
    this.terminal = terminal;
    this.json = json;
    this.keys = !valuesOnly;
    this.values = !keysOnly;
  }

  void print(Row row) {
    if (json) {
      printJson(row);
      return;
    }
    if (keys) {
      write(row.key());
    }
    if (keys && values) {
      terminal.out().write('\t');
    }
    if (values) {
      write(row.value());
    }
    terminal.out().write('\n');
  }

  /** Says what there is to say after the last row. */
  void finish() {
    if (unfit) {
      terminal.warn(
          "some of these hold bytes that lines cannot show, such as line ends; use --json");
    }
  }

  private void write(byte[] bytes) {
    unfit |= !Bytes.fitOneLine(bytes);
    terminal.out().write(bytes, 0, bytes.length);
  }

  private void printJson(Row row) {
    Json.print(
        terminal.out(),
        fields -> {
          if (keys) {
            Json.bytesField(fields, "key", row.key());
          }
          if (values) {
            Json.bytesField(fields, "value", row.value());
          }
          fields.writeStringField("version", Bytes.hex(row.version()));
        });
  }
}
