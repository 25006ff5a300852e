package io.capstan.client.retry;

import io.capstan.runtime.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * The time that a call has, from its start to its end, by a ticker.
 *
 * <p>Thread safety: immutable.
 */
record Deadline(Ticker ticker, long startNanos, long endNanos) {
  private static final long ATTEMPT_SECONDS_MAX = 2;

  /** Begins now. */
  static Deadline in(long nanos, Ticker ticker) {
    long now = ticker.nanos();
    return new Deadline(ticker, now, now + nanos);
  }

  boolean isPassed() {
    return leftNanos() <= 0;
  }

  /** When so much time has passed, but no later than the end; by the ticker. */
  long endOf(long nanos) {
    return ticker.nanos() + Math.min(nanos, leftNanos());
  }

  /**
   * How long an attempt that begins now may take: a third of all the time, at most {@value
   * #ATTEMPT_SECONDS_MAX} s, so that no silent node can use it up.
   */
  long attemptNanos() {
    long third = (endNanos - startNanos) / 3;
    return Math.min(leftNanos(), Math.min(third, TimeUnit.SECONDS.toNanos(ATTEMPT_SECONDS_MAX)));
  }

  /** From the start to the end. */
  long totalMillis() {
    return TimeUnit.NANOSECONDS.toMillis(endNanos - startNanos);
  }

  /** Since the start. */
  long elapsedNanos() {
    return ticker.nanos() - startNanos;
  }

  private long leftNanos() {
    return endNanos - ticker.nanos();
  }
}
