package io.capstan.client.shell.output;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations on the command line: a whole number with {@code ms}, {@code s}, {@code m}, {@code h} or
 * {@code d}, at most a day unless said otherwise.
 */
public final class Durations implements ITypeConverter<Duration> {
  private static final Duration MAX = Duration.ofHours(24);
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  @Override
  public Duration convert(String text) {
    return parse(text);
  }

  /**
   * Reads a duration greater than zero, and of a day at most.
   *
   * @throws TypeConversionException when the text is none
   */
  public static Duration parse(String text) {
    return parse(text, MAX);
  }

  /**
   * Reads a duration greater than zero.
   *
   * @param max the longest, in whole hours
   * @throws TypeConversionException when the text is none
   */
  public static Duration parse(String text, Duration max) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration; write for example 500ms, 5s or 2m");
    }
    Duration duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
    if (duration.compareTo(max) > 0) {
      throw new TypeConversionException(
          "'" + text + "' is longer than the longest, " + max.toHours() + "h");
    }
    return duration;
  }

  private static Duration duration(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
