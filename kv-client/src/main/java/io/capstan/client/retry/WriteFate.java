package io.capstan.client.retry;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What a call knows of its write: what makes all its attempts one write, and whether one of them
 * can have happened. Of a request that is no write there is nothing to know.
 *
 * <p>A write is told to have failed definitely only if no attempt can have happened. Once one was
 * sent and not answered, or answered with an indefinite failure, {@link #mayHaveHappened} stays
 * true, and a later refusal says nothing about that attempt (protocols.md R7).
 *
 * <p>Thread safety: none; confined to its call.
 */
final class WriteFate {
  private final Request request;
  private final @Nullable UnknownWrite held;
  private @Nullable Identity identity;
  private boolean mayHaveHappened;

  /** Nothing was sent yet. */
  WriteFate(Request request) {
    this.request = request;
    this.held = null;
  }

  /** An earlier call left it behind. */
  WriteFate(UnknownWrite held) {
    this.request = held.request();
    this.held = held;
    this.identity = held.identity();
    this.mayHaveHappened = true;
  }

  /** Under which each attempt is sent; null: it has none, or none yet. */
  @Nullable Identity identity() {
    return identity;
  }

  /** Whether no attempt can be sent before {@link #identify}. */
  boolean needsIdentity() {
    return request.isWrite() && identity == null;
  }

  void identify(Identity given) {
    identity = given;
  }

  boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  /** An attempt was sent, and what became of it is not known. */
  void unanswered() {
    mayHaveHappened |= request.isWrite();
  }

  /** An attempt was answered with a failure. */
  void refused(Failure failure) {
    if (!failure.definite()) {
      unanswered();
    }
  }

  /** The shard does not know the session: another identity is needed. Nothing has happened. */
  void sessionExpired() {
    if (identity instanceof Identity.Remembered remembered) {
      remembered.id().sessionExpired();
    }
    letGo();
  }

  /** The identity is not used any more: the write was answered, or goes on under another. */
  void letGo() {
    if (held != null) {
      held.settle();
    } else if (identity != null) {
      identity.release();
    }
    identity = null;
  }

  /**
   * The write is not sent again by this call. Its identity is held if a retry may tell more, and
   * let go otherwise.
   *
   * @param cause why the call ends
   * @return what its caller is told
   */
  CapstanException failed(CapstanException cause) {
    Identity sentUnder = identity;
    if (!mayHaveHappened || FinalFailures.isOutcomeOfTheId(cause.failure()) || sentUnder == null) {
      letGo();
      return cause;
    }
    CapstanException unknown = FinalFailures.unknown(cause);
    if (!FinalFailures.aRetryMayTell(cause.failure())) {
      letGo();
      return unknown;
    }
    UnknownWrite write = held == null ? new UnknownWrite(request, sentUnder) : held;
    write.hold();
    return new UnknownWriteException(unknown.error(), write);
  }
}
