package io.capstan.client.shell.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Row;
import io.capstan.client.shell.CapturedTerminal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowPrinterTest {
  private final CapturedTerminal terminal = CapturedTerminal.piped();

  @Test
  void aRowIsKeyTabValue() {
    print(false, false, false, row("k", "v".getBytes(StandardCharsets.UTF_8)));
    assertEquals("k\tv\n", terminal.out());
    assertEquals("", terminal.err());
  }

  @Test
  void keysOrValuesAloneAreOneALine() {
    print(false, true, false, row("k", "v".getBytes(StandardCharsets.UTF_8)));
    print(false, false, true, row("k", "v".getBytes(StandardCharsets.UTF_8)));
    assertEquals("k\nv\n", terminal.out());
  }

  @Test
  void bytesComeOutAsTheyAreWithOneWarning() {
    byte[] binary = {(byte) 0xff, 0};
    print(false, false, true, row("k1", binary), row("k2", binary));
    assertArrayEquals(new byte[] {(byte) 0xff, 0, '\n', (byte) 0xff, 0, '\n'}, terminal.outBytes());
    assertEquals(1, terminal.err().lines().count());
    assertTrue(terminal.err().contains("--json"), terminal.err());
  }

  @Test
  void aValueWithALineEndIsWarnedOf() {
    print(false, false, false, row("k", "a\nb".getBytes(StandardCharsets.UTF_8)));
    assertTrue(terminal.err().contains("warning"), terminal.err());
  }

  @Test
  void jsonIsOneObjectARowAndNeverWarnedOf() {
    print(true, false, false, row("k", new byte[] {(byte) 0xff}), row("l", new byte[] {'\n'}));
    assertEquals(
        """
        {"key":"k","value_base64":"/w==","version":"0102"}
        {"key":"l","value":"\\n","version":"0102"}
        """,
        terminal.out());
    assertEquals("", terminal.err());
  }

  private void print(boolean json, boolean keysOnly, boolean valuesOnly, Row... rows) {
    var printer = new RowPrinter(terminal.terminal(), json, keysOnly, valuesOnly);
    for (Row row : rows) {
      printer.print(row);
    }
    printer.finish();
  }

  private static Row row(String key, byte[] value) {
    return new Row(key.getBytes(StandardCharsets.UTF_8), value, new byte[] {1, 2});
  }
}
