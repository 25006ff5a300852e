package io.capstan.client.shell.local;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waiting for something outside this process that cannot call back.
 *
 * @param every the pause between two looks
 */
record Poll(Ticker ticker, Duration every) {
  static Poll system() {
    return new Poll(Ticker.system(), Duration.ofMillis(100));
  }

  /** Looks until it is so, or the limit has passed; true when it was so. */
  boolean until(Duration limit, BooleanSupplier condition) {
    long start = ticker.nanos();
    while (!condition.getAsBoolean()) {
      if (ticker.nanos() - start >= limit.toNanos() || !pause()) {
        return false;
      }
    }
    return true;
  }

  /** Waits one step; false when the thread was interrupted. */
  boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
