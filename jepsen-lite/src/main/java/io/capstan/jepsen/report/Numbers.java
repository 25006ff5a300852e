package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.run.Service;
import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them, the same in every locale. */
final class Numbers {
  /** Where there is no number. */
  static final String NONE = "–";

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private Numbers() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Rounded down, so that 100 % is all; {@link #NONE} of nothing. */
  static String percent(long part, long all) {
    if (all == 0) {
      return NONE;
    }
    long thousandths = part * 1000 / all;
    if (thousandths == 1000) {
      return "100 %";
    }
    return part > 0 && thousandths == 0
        ? "< 0.1 %"
        : String.format(Locale.ROOT, "%d.%d %%", thousandths / 10, thousandths % 10);
  }

  /** The part of the requests that were served. */
  static String served(Service service) {
    return percent(service.ok(), service.ok() + service.fail() + service.info());
  }

  /** In ms below a second, else in s. */
  static String duration(Duration duration) {
    double millis = duration.toNanos() / NANOS_PER_MILLI;
    if (duration.isZero()) {
      return "0 ms";
    }
    if (millis >= 1000) {
      return String.format(Locale.ROOT, millis < 100_000 ? "%.2f s" : "%,.0f s", millis / 1000);
    }
    String form = millis < 1 ? "%.3f ms" : millis < 100 ? "%.1f ms" : "%.0f ms";
    return String.format(Locale.ROOT, form, millis);
  }

  static String nanos(long nanos) {
    return duration(Duration.ofNanos(nanos));
  }

  /** A time on the clock of a run. */
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f s", seconds);
  }

  /** With as few digits as it needs, at most three behind the point. */
  static String plain(double number) {
    String text = String.format(Locale.ROOT, "%.3f", number);
    return text.replaceAll("\\.?0+$", "");
  }

  static double millis(Duration duration) {
    return duration.toNanos() / NANOS_PER_MILLI;
  }

  static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  static double inSeconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }
}
