package io.capstan.client.retry;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A write that may have happened, held so that it can be sent again under the id it had.
 *
 * <p>In a STRONG keyspace, while it is held, the shard must remember the outcome of every later
 * write of the session, at most {@link io.capstan.limits.Limits#SESSION_WINDOW} of them; then later
 * writes go on in a new session. So an unknown write should be retried until it is answered, or
 * {@linkplain #forget forgotten}; one that is dropped costs the shard memory until the session
 * expires.
 *
 * <p>Thread safety: safe for use by several threads; one retry at a time.
 */
public final class UnknownWrite implements AutoCloseable {
  private final Request request;
  private final Identity identity;
  private final AtomicReference<State> state = new AtomicReference<>(State.RETRYING);

  UnknownWrite(Request request, Identity identity) {
    this.request = request;
    this.identity = identity;
  }

  private enum State {
    HELD,
    RETRYING,
    SETTLED
  }

  /**
   * The write that a failed call left behind.
   *
   * @param failure as a stage or the blocking facade gave it
   * @return empty when the failure is definite, or when no retry can tell more
   */
  public static Optional<UnknownWrite> of(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner instanceof UnknownWriteException unknown
        ? Optional.of(unknown.write())
        : Optional.empty();
  }

  /** Gives the write up for good: whether it happened will never be known through its id. */
  public void forget() {
    if (state.compareAndSet(State.HELD, State.SETTLED)) {
      identity.release();
    }
  }

  /** The same as {@link #forget}. */
  @Override
  public void close() {
    forget();
  }

  @Override
  public String toString() {
    return "UnknownWrite[" + request.operation().getKindCase() + " " + identity + "]";
  }

  /** Call before a retry. */
  void beginRetry() {
    if (!state.compareAndSet(State.HELD, State.RETRYING)) {
      throw new IllegalStateException(
          "the write " + identity + " is " + state.get() + ", not HELD");
    }
  }

  /** An attempt, or the last of them, ended without an answer. */
  void hold() {
    state.set(State.HELD);
    identity.hold();
  }

  /** The write was answered. */
  void settle() {
    state.set(State.SETTLED);
    identity.release();
  }

  Request request() {
    return request;
  }

  Identity identity() {
    return identity;
  }
}
