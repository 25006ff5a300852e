package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The guard against stamps that are too far off: one from the future would hold against every write
 * until then, one from the past would be lost behind earlier writes. It is asked once for each
 * write, before any replica gets it (protocols.md Q1).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class ClockSkew {
  private final long aheadMaxMillis;
  private final long behindMaxMillis;
  private final AtomicLong refused = new AtomicLong();
  private volatile long lastMillis;

  /**
   * Makes the guard of one node.
   *
   * @param limit how far the clocks of a client and this node may differ
   * @param retries how long after its first attempt a write may still be tried again
   */
  public ClockSkew(Duration limit, Duration retries) {
    this.aheadMaxMillis = limit.toMillis();
    this.behindMaxMillis = limit.plus(retries).toMillis();
  }

  /**
   * Lets a stamp pass.
   *
   * @param nowMillis this node's clock
   * @throws CapstanException CLOCK_SKEW
   */
  void check(Stamp stamp, long nowMillis) {
    long ahead = stamp.time().millis() - nowMillis;
    lastMillis = ahead;
    if (ahead > aheadMaxMillis || -ahead > behindMaxMillis) {
      refused.incrementAndGet();
      throw CapstanException.of(
          Failure.CLOCK_SKEW,
          "the write's time is %d ms %s this node's clock; at most %d ms. Set the clocks of both by NTP"
              .formatted(
                  Math.abs(ahead),
                  ahead > 0 ? "ahead of" : "behind",
                  ahead > 0 ? aheadMaxMillis : behindMaxMillis));
    }
  }

  /** How far the last stamp was ahead of this node's clock, in milliseconds; negative: behind. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Writes refused since this node started. */
  public long refused() {
    return refused.get();
  }
}
