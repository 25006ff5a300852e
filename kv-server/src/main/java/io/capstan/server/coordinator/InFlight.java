package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The request bytes of all unanswered operations of this node, under a bound: load is shed before
 * queues use up the heap.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class InFlight {
  private static final int RETRY_AFTER_MILLIS = 50;

  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  public InFlight(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Counts an operation in; whoever calls this calls {@link #leave} once it is answered.
   *
   * @throws CapstanException OVERLOADED when it does not fit; then it is not counted
   */
  void enter(long operationBytes) {
    long now = bytes.addAndGet(operationBytes);
    if (now > bytesMax) {
      bytes.addAndGet(-operationBytes);
      throw CapstanException.of(
              Failure.OVERLOADED,
              "request bytes in flight on this node: %d, limit-in-flight-bytes = %d"
                  .formatted(now, bytesMax))
          .withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }
  }

  void leave(long operationBytes) {
    bytes.addAndGet(-operationBytes);
  }

  /** The bytes now. */
  public long bytes() {
    return bytes.get();
  }
}
