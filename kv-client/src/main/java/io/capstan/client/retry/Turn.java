package io.capstan.client.retry;

import io.capstan.client.transport.Exchange;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in one call: at any time one thread runs it, or nobody does and it is known what
 * it waits for and until when.
 *
 * <p>Who runs the call lets go by {@link #park} or {@link #fly}, and must not touch it any more.
 * The next to run it is who wins {@link #resume}, or who ended the exchange and says {@link
 * #landed}.
 *
 * <p>Thread safety: safe for use by several threads. What the running thread wrote before it let go
 * is seen by the next.
 */
final class Turn {
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
  private volatile long dueNanos;
  private volatile @Nullable Exchange exchange;

  private enum Phase {
    /** A thread is at it. */
    RUNNING,
    /** Waits for a view, an id or the end of a back-off. */
    PARKED,
    /** An exchange is out. */
    IN_FLIGHT,
    ENDED
  }

  /** Lets go until somebody resumes. */
  void park(long untilNanos) {
    dueNanos = untilNanos;
    phase.set(Phase.PARKED);
  }

  /** Lets go until the exchange ends. */
  void fly(Exchange out, long untilNanos) {
    // In this order: who reads the exchange, and then the time, has the time that belongs to it.
    dueNanos = untilNanos;
    exchange = out;
    phase.set(Phase.IN_FLIGHT);
  }

  /** Takes over a parked call; false: somebody else did, or it is not parked. */
  boolean resume() {
    return phase.compareAndSet(Phase.PARKED, Phase.RUNNING);
  }

  /** Takes over from the exchange, which the caller has ended. */
  void landed() {
    phase.set(Phase.RUNNING);
  }

  void end() {
    phase.set(Phase.ENDED);
  }

  boolean isParkedTooLong(long nowNanos) {
    return phase.get() == Phase.PARKED && nowNanos - dueNanos >= 0;
  }

  /** The exchange that is out for too long; null: none is. */
  @Nullable Exchange outTooLong(long nowNanos) {
    Exchange out = phase.get() == Phase.IN_FLIGHT ? exchange : null;
    return nowNanos - dueNanos >= 0 ? out : null;
  }
}
