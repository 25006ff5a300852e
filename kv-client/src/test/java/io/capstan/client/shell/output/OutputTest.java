package io.capstan.client.shell.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OutputTest {
  private static final byte[] NOT_UTF_8 = {(byte) 0xff, 0, 1};

  @Test
  void textStaysTextInJson() {
    byte[] bytes = "grüße \"1\"\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "{\"value\":\"grüße \\\"1\\\"\\n\"}",
        Json.text(json -> Json.bytesField(json, "value", bytes)));
  }

  @Test
  void bytesThatAreNoTextAreBase64UnderAnotherName() {
    assertEquals(
        "{\"value_base64\":\"/wAB\"}",
        Json.text(json -> Json.bytesField(json, "value", NOT_UTF_8)));
  }

  @Test
  void onlyPlainTextFitsALine() {
    assertTrue(Bytes.fitOneLine("grüße 1".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Bytes.fitOneLine("a\nb".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Bytes.fitOneLine("a\tb".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Bytes.fitOneLine(NOT_UTF_8));
  }

  @Test
  void tableColumnsAreAsWideAsTheirWidestCell() {
    var terminal = CapturedTerminal.piped();
    new Table("NODE", "PID").row("n1", 12345).row("n10-long", 7).print(terminal.terminal().out());
    assertEquals("NODE      PID\nn1        12345\nn10-long  7\n", terminal.out());
  }

  @Test
  void aTableRefusesALineOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("only one"));
  }

  @ParameterizedTest
  @CsvSource({"1ms,1", "500ms,500", "5s,5000", "2m,120000", "1h,3600000"})
  void durationsAreANumberAndAUnit(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "0ms", "5 s", "1.5s", "5S", "99999999999s"})
  void whatIsNoDurationIsRefusedWithAnExample(String text) {
    var refused = assertThrows(TypeConversionException.class, () -> Durations.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains("500ms"), refused::toString);
  }

  @Test
  void noProgressIsShownToAPipe() {
    var terminal = CapturedTerminal.piped();
    try (var progress = new ProgressLine(terminal.terminal())) {
      progress.show("waiting");
    }
    assertEquals("", terminal.err());
  }

  @Test
  void theProgressLineLeavesNothingBehind() {
    var terminal = CapturedTerminal.interactive();
    try (var progress = new ProgressLine(terminal.terminal())) {
      progress.show("waiting");
    }
    assertTrue(terminal.err().endsWith("waiting\r\033[K"), terminal.err());
  }
}
