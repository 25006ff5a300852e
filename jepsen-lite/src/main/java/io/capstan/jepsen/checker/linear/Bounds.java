package io.capstan.jepsen.checker.linear;

import io.capstan.runtime.Ticker;
import java.time.Duration;

/**
 * How much work one analysis may do.
 *
 * @param stepsMax operations placed, on each key
 * @param memoryWordsMax size of the table of configurations in words of 8 bytes, on each key; the
 *     table takes up to twice as much while it grows
 * @param ticker what time is measured with
 * @param time for all keys together
 */
public record Bounds(long stepsMax, int memoryWordsMax, Ticker ticker, Duration time) {
  public Bounds {
    if (stepsMax < 1 || memoryWordsMax < 1 || time.isNegative()) {
      throw new IllegalArgumentException(
          "bounds of %d steps, %d words and %s; each must be positive"
              .formatted(stepsMax, memoryWordsMax, time));
    }
  }

  /** A thousand million steps, half a gibibyte, a minute. */
  public static Bounds usual(Ticker ticker) {
    return new Bounds(1_000_000_000L, 1 << 26, ticker, Duration.ofMinutes(1));
  }
}
