package io.capstan.jepsen.checker.linear;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How much work one analysis may do.
 *
 * @param stepsMax operations placed, on each key
 * @param memoryWordsMax size of the table of configurations in words of 8 bytes, and once more that
 *     of the states, one key at a time; the table takes up to twice as much while it grows
 * @param ticker what time is measured with
 * @param time for all keys together
 * @param endNanos by the ticker: when all analyses have to be at their end; empty: each has its
 *     time
 */
public record Bounds(
    long stepsMax, int memoryWordsMax, Ticker ticker, Duration time, OptionalLong endNanos) {
  private static final long STEPS = 1_000_000_000L;
  private static final int WORDS = 1 << 26;

  /** The table, its copy while it grows, the states, and as much again for all else. */
  private static final int HEAP_BYTES_PER_WORD = 40;

  public Bounds {
    if (stepsMax < 1 || memoryWordsMax < 1 || time.isNegative()) {
      throw new IllegalArgumentException(
          "bounds of %d steps, %d words and %s; each must be positive"
              .formatted(stepsMax, memoryWordsMax, time));
    }
  }

  /** Each analysis has a time of its own. */
  public Bounds(long stepsMax, int memoryWordsMax, Ticker ticker, Duration time) {
    this(stepsMax, memoryWordsMax, ticker, time, OptionalLong.empty());
  }

  /** A thousand million steps, tables of up to half a gibibyte, a minute. */
  public static Bounds usual(Ticker ticker) {
    return new Bounds(STEPS, WORDS, ticker, Duration.ofMinutes(1));
  }

  /** The same with no more than so many steps for each key. */
  public Bounds atMost(long steps) {
    return new Bounds(Math.min(stepsMax, steps), memoryWordsMax, ticker, time, endNanos);
  }

  /** The same for several analyses, which from now on have the time together. */
  public Bounds together() {
    return new Bounds(stepsMax, memoryWordsMax, ticker, time, OptionalLong.of(analysisEndNanos()));
  }

  /** When an analysis has to end that begins now, by the ticker. */
  long analysisEndNanos() {
    long own = ticker.nanos() + time.toNanos();
    return endNanos.isPresent() && endNanos.getAsLong() - own < 0 ? endNanos.getAsLong() : own;
  }

  /** The same with another time, in a heap of so many bytes. */
  public static Bounds within(long heapBytes, Duration time, Ticker ticker) {
    long words = Math.max(1, Math.min(WORDS, heapBytes / HEAP_BYTES_PER_WORD));
    return new Bounds(STEPS, (int) words, ticker, time);
  }
}
