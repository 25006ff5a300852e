package io.capstan.jepsen.cluster;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waiting for something of another process, which cannot call back.
 *
 * @param ticker what the limit is measured with
 * @param pause between two looks
 */
public record Await(Ticker ticker, Duration pause) {
  private static final Duration PAUSE = Duration.ofMillis(50);

  public static Await system() {
    return new Await(Ticker.system(), PAUSE);
  }

  /**
   * Looks until it is so.
   *
   * @param what for the message
   * @return how long it took
   * @throws IllegalStateException when it is not so within the limit
   */
  public Duration until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
    long start = ticker.nanos();
    while (!condition.getAsBoolean()) {
      if (ticker.nanos() - start >= limit.toNanos()) {
        throw new IllegalStateException(
            "still not so after %d ms: %s".formatted(limit.toMillis(), what.get()));
      }
      pauseOnce();
    }
    return Duration.ofNanos(ticker.nanos() - start);
  }

  /** Waits as long as between two looks. */
  public void pauseOnce() {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
