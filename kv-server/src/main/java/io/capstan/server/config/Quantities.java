package io.capstan.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as operators write them. Thread safety: stateless. */
final class Quantities {
  private static final Pattern NUMBER_UNIT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");

  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L);

  private Quantities() {}

  /**
   * Reads a size such as {@code 64MiB}; a unit is needed, except for 0.
   *
   * @throws IllegalArgumentException for any other text
   */
  static long parseBytes(String text) {
    return parse(text, BYTES);
  }

  /**
   * Reads a length of time such as {@code 500ms}; a unit is needed, except for 0.
   *
   * @throws IllegalArgumentException for any other text
   */
  static Duration parseDuration(String text) {
    return Duration.ofMillis(parse(text, MILLIS));
  }

  private static long parse(String text, Map<String, Long> units) {
    Matcher matcher = NUMBER_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (number == 0 && unit.isEmpty()) {
      return 0;
    }
    Long factor = units.get(unit);
    if (factor == null || number > Long.MAX_VALUE / factor) {
      throw new IllegalArgumentException(text);
    }
    return number * factor;
  }
}
