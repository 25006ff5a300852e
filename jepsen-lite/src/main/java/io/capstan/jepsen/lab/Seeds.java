package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A range of seeds.
 *
 * @param first at least 0
 * @param last not below the first, and less than {@value #COUNT_MAX} above it
 */
record Seeds(long first, long last) {
  static final long COUNT_MAX = 1_000_000;

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

  Seeds {
    if (first < 0 || last < first || last - first >= COUNT_MAX) {
      throw new IllegalArgumentException(
          "seeds %d..%d; from 0 on, upwards, and at most %d of them"
              .formatted(first, last, COUNT_MAX));
    }
  }

  /**
   * Reads {@code A..B}, both ends included.
   *
   * @throws CommandFailed when the text is none
   */
  static Seeds parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw refusal("'" + text + "' is no range of seeds");
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    if (last < first) {
      throw refusal("'" + text + "' ends before it begins");
    }
    if (last - first >= COUNT_MAX) {
      throw refusal("'%s' are %d seeds; at most %d".formatted(text, last - first + 1, COUNT_MAX));
    }
    return new Seeds(first, last);
  }

  private static CommandFailed refusal(String problem) {
    return CommandFailed.usage(problem, "write A..B, as in 1..20: from seed 1 to seed 20");
  }

  LongStream each() {
    return LongStream.rangeClosed(first, last);
  }

  long count() {
    return last - first + 1;
  }

  boolean contains(long seed) {
    return first <= seed && seed <= last;
  }

  @Override
  public String toString() {
    return first + ".." + last;
  }
}
