package io.capstan.jepsen.run;

import io.capstan.runtime.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * When a process asks next: at drawn moments that keep the plan's rate, none of them made up for.
 *
 * <p>Thread safety: for one thread.
 */
final class Pace {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Ticker ticker;
  private final long meanNanos;
  private final RandomGenerator random;
  private long nextNanos;

  Pace(Ticker ticker, Plan plan, RandomGenerator random) {
    this.ticker = ticker;
    this.meanNanos = TimeUnit.SECONDS.toNanos(1) * plan.processes() / plan.ratePerLane();
    this.random = random;
    this.nextNanos = ticker.nanos() + random.nextLong(meanNanos + 1);
  }

  /**
   * Waits until the next moment.
   *
   * @return false: it ended before that
   */
  boolean await(BooleanSupplier ended) {
    while (!ended.getAsBoolean()) {
      long left = nextNanos - ticker.nanos();
      if (left <= 0) {
        nextNanos = Math.max(nextNanos, ticker.nanos() - meanNanos) + gap();
        return true;
      }
      sleep(Math.min(left, LOOK_NANOS));
    }
    return false;
  }

  /** Between a half and one and a half of the mean. */
  private long gap() {
    return meanNanos / 2 + random.nextLong(meanNanos + 1);
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between requests", e);
    }
  }
}
