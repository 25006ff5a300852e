package io.capstan.faults;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a disk is.
 *
 * @param slowMillis how much longer a sync takes
 */
record DiskCondition(Kind kind, long slowMillis) {
  private static final Pattern SLOW = Pattern.compile("slow +([0-9]{1,6})");

  /** What is wrong with it. */
  enum Kind {
    WELL,
    FULL,
    SLOW,
    FSYNC_FAILS
  }

  /**
   * Reads {@code full}, {@code slow MILLIS}, {@code fsync-fails}, or nothing: the disk is well.
   *
   * @throws IllegalArgumentException for anything else
   */
  static DiskCondition parse(String text) {
    Matcher slow = SLOW.matcher(text);
    if (slow.matches()) {
      return new DiskCondition(Kind.SLOW, Long.parseLong(slow.group(1)));
    }
    return switch (text) {
      case "" -> new DiskCondition(Kind.WELL, 0);
      case "full" -> new DiskCondition(Kind.FULL, 0);
      case "fsync-fails" -> new DiskCondition(Kind.FSYNC_FAILS, 0);
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is not full, slow MILLIS, fsync-fails or nothing".formatted(text));
    };
  }

  /** As it is read, and {@code well} for nothing. */
  @Override
  public String toString() {
    return switch (kind) {
      case WELL -> "well";
      case FULL -> "full";
      case SLOW -> "slow " + slowMillis;
      case FSYNC_FAILS -> "fsync-fails";
    };
  }
}
