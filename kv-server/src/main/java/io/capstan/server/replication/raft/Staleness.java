package io.capstan.server.replication.raft;

import io.capstan.runtime.Ticker;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How old a replica's rows may be at most (protocols.md R10).
 *
 * <p>A {@link Mark} taken before a leader was asked is proved once the replica has applied what the
 * leader had committed: from then on the rows are no older than the mark. Its age is the larger of
 * what the two clocks say, because a suspended machine stops the monotonic one and an operator may
 * set back the other, plus a margin for their drift.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Staleness {
  /** Clocks may run this much apart: one part in a thousand. */
  private static final long DRIFT_DIVISOR = 1000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Ticker ticker;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Mark> newest = new AtomicReference<>();

  Staleness(Ticker ticker, InstantSource clock) {
    this.ticker = ticker;
    this.clock = clock;
  }

  /** A moment on both clocks of this node. */
  record Mark(long monotonicNanos, long wallMillis) {
    boolean laterThan(Mark other) {
      return monotonicNanos - other.monotonicNanos > 0;
    }
  }

  Mark mark() {
    return new Mark(ticker.nanos(), clock.millis());
  }

  /** The rows are as fresh as {@code mark}. A mark older than the newest changes nothing. */
  void proved(Mark mark) {
    newest.accumulateAndGet(
        mark, (held, proved) -> held == null || mark.laterThan(held) ? mark : held);
  }

  /** The bound now; empty while nothing was proved. */
  OptionalLong boundMillis() {
    Mark held = newest.get();
    return held == null ? OptionalLong.empty() : OptionalLong.of(boundMillis(held, mark()));
  }

  static long boundMillis(Mark proved, Mark now) {
    long monotonicNanos = Math.max(0, now.monotonicNanos() - proved.monotonicNanos());
    long monotonicMillis = (monotonicNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    // One more for the fraction that the wall clock does not show.
    long wallMillis = Math.max(0, now.wallMillis() - proved.wallMillis()) + 1;
    long elapsed = Math.max(monotonicMillis, wallMillis);
    return elapsed + elapsed / DRIFT_DIVISOR + 1;
  }
}
