package io.capstan.client.shell.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Level;
import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.CommandFailed;
import io.capstan.limits.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

class InputTest {
  private static final byte[] BINARY = {0, (byte) 0xff, '\n', 0};

  @TempDir private Path directory;

  @Test
  void anArgumentIsTheValue() {
    assertArrayEquals(utf8("grüße"), value(CapturedTerminal.reading(BINARY), "grüße"));
  }

  @Test
  void aFileIsTheValueByteForByte() throws IOException {
    Path file = Files.write(directory.resolve("value"), BINARY);
    var terminal = CapturedTerminal.reading(utf8("not this"));
    assertArrayEquals(BINARY, value(terminal, null, "--file", file.toString()));
  }

  @Test
  void aPipeIsTheValueByteForByteWhenThereIsNoArgument() {
    assertArrayEquals(BINARY, value(CapturedTerminal.reading(BINARY), null));
  }

  @Test
  void aDashIsStandardInput() {
    assertArrayEquals(BINARY, value(CapturedTerminal.reading(BINARY), "-"));
    assertArrayEquals(BINARY, value(CapturedTerminal.reading(BINARY), null, "--file", "-"));
  }

  @Test
  void aPersonWhoGivesNoValueIsNotWaitedFor() {
    assertThrows(CommandFailed.class, () -> value(CapturedTerminal.interactive(), null));
  }

  @Test
  void anArgumentAndAFileContradictEachOther() {
    assertThrows(
        CommandFailed.class, () -> value(CapturedTerminal.piped(), "value", "--file", "path"));
  }

  @Test
  void aFileThatIsNotThereIsAUsageError() {
    String missing = directory.resolve("missing").toString();
    var refused =
        assertThrows(
            CommandFailed.class, () -> value(CapturedTerminal.piped(), null, "--file", missing));
    assertTrue(String.valueOf(refused.getMessage()).contains(missing), refused::toString);
  }

  @Test
  void noMoreIsReadThanItTakesToSeeThatItIsTooLong() {
    var terminal = CapturedTerminal.reading(new byte[Limits.VALUE_BYTES_MAX + 1000]);
    assertEquals(Limits.VALUE_BYTES_MAX + 1, value(terminal, null).length);
  }

  @Test
  void keysAreTextUnlessAnOptionSaysOtherwise() {
    assertArrayEquals(utf8("00ff"), key("00ff"));
    assertArrayEquals(new byte[] {0, (byte) 0xff}, key("00ff", "--key-hex"));
    assertArrayEquals(new byte[] {0, (byte) 0xff}, key("AP8=", "--key-base64"));
  }

  @Test
  void aKeyInTheWrongFormIsAUsageError() {
    assertThrows(CommandFailed.class, () -> key("xyz", "--key-hex"));
    assertThrows(CommandFailed.class, () -> key("*", "--key-base64"));
    assertThrows(CommandFailed.class, () -> key("00", "--key-hex", "--key-base64"));
  }

  @Test
  void levelsAreWordsAndABoundHasADuration() {
    var levels = new LevelConverter();
    assertEquals(Level.STRONG, levels.convert("strong"));
    assertEquals(Level.SESSION, levels.convert("Session"));
    assertEquals(Level.EVENTUAL, levels.convert("EVENTUAL"));
    assertEquals(Level.bounded(Duration.ofMillis(500)), levels.convert("bounded:500ms"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bounded", "bounded:", "bounded:0ms", "bounded:soon", "quorum"})
  void whatIsNoLevelIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> new LevelConverter().convert(text));
  }

  private static byte[] value(
      CapturedTerminal terminal, @Nullable String argument, String... options) {
    return parsed(new ValueInput(), options).read(argument, terminal.terminal());
  }

  private static byte[] key(String key, String... options) {
    return parsed(new KeyForm(), options).bytes(key);
  }

  private static <T> T parsed(T mixin, String... options) {
    var command = new CommandLine(new Nothing()).addMixin("mixin", mixin);
    command.parseArgs(options);
    return mixin;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Command
  private static final class Nothing {}
}
