package io.capstan.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.server.config.RaftConfig.ReadMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
  @ParameterizedTest
  @CsvSource({"0,0", "7B,7", "1KiB,1024", "64MiB,67108864", "2 GiB,2147483648"})
  void aSizeIsANumberWithABinaryUnit(String text, long bytes) {
    assertEquals(bytes, ValueTypes.bytes("0", "1TiB").parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "64MB", "-1KiB", "1.5MiB", "", "MiB", "999999999TiB", "2TiB"})
  void anyOtherSizeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ValueTypes.bytes("0", "1TiB").parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "500ms,500", "2s,2000", "3min,180000", "1h,3600000"})
  void aDurationIsANumberWithAUnit(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), ValueTypes.duration("0", "1h").parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "2 weeks", "-1s", "2h", "s"})
  void anyOtherDurationIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ValueTypes.duration("0", "1h").parse(text));
  }

  @ParameterizedTest
  @CsvSource({"host:7400,host,7400", "10.0.0.1:1,10.0.0.1,1", "[::1]:7400,::1,7400"})
  void anAddressIsAHostAndAPort(String text, String host, int port) {
    HostPort parsed = ValueTypes.hostPort().parse(text);
    assertEquals(new HostPort(host, port), parsed);
    assertEquals(text, parsed.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", ":7400", "host:", "host:0", "host:65536", "::1:7400", "a b:1"})
  void anyOtherAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ValueTypes.hostPort().parse(text));
  }

  @Test
  void aListIsSeparatedByCommasAndMayBeEmpty() {
    var type = ValueTypes.listOf(ValueTypes.integer(0, 9));
    assertEquals(List.of(1, 2), type.parse("1, 2"));
    assertEquals(List.of(), type.parse(""));
    assertThrows(IllegalArgumentException.class, () -> type.parse("1,,2"));
  }

  @Test
  void aChoiceIsSpelledInLowerCaseWithDashes() {
    var type = ValueTypes.oneOf(ReadMode.class);
    assertEquals(ReadMode.TERM_CHECK, type.parse("term-check"));
    assertEquals("term-check, barrier", type.allowed());
    assertThrows(IllegalArgumentException.class, () -> type.parse("TERM_CHECK"));
  }

  @Test
  void aPercentageMayHaveItsSign() {
    var type = ValueTypes.percent(1, 50);
    assertEquals(5, type.parse("5%"));
    assertEquals(5, type.parse("5"));
    assertThrows(IllegalArgumentException.class, () -> type.parse("0%"));
    assertThrows(IllegalArgumentException.class, () -> type.parse("51%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "N1", "n_1", "n.1", "a23456789012345678901234567890123"})
  void aNodeIdOfOtherCharactersOrLengthIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ValueTypes.name().parse(text));
  }

  @Test
  void aRefusalNamesTheTextTheTypeAndWhatIsAllowed() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> ValueTypes.duration("50ms", "1min").parse("5"));
    assertEquals(
        "\"5\" is not a duration; allowed: ms, s, min or h, from 50ms to 1min",
        refusal.getMessage());
  }

  @Test
  void aBooleanIsTrueOrFalseAndNothingElse() {
    assertEquals(true, ValueTypes.bool().parse("true"));
    assertThrows(IllegalArgumentException.class, () -> ValueTypes.bool().parse("yes"));
  }
}
