package io.capstan.error;

import io.capstan.v1.Error;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * A request that was not served, or whose outcome is not known, as both ends throw it.
 *
 * <p>It carries the protocol's {@link Error} unchanged. Only {@link Failure#INTERNAL} has a stack
 * trace: the others are expected answers, and a busy server makes many.
 *
 * <p>Open for subclasses that add what only one end knows. Thread safety: immutable.
 */
public class CapstanException extends RuntimeException {
  private final Error error;
  private final Failure failure;

  protected CapstanException(Error error) {
    super(describe(error), null, false, Failure.of(error.getCode()) == Failure.INTERNAL);
    this.error = error;
    this.failure = Failure.of(error.getCode());
  }

  /**
   * A failure found on this side.
   *
   * @param message for a person: what was wrong, the value seen, the limit, what to do
   */
  public static CapstanException of(Failure failure, String message) {
    return from(Error.newBuilder().setCode(failure.proto()).setMessage(message).build());
  }

  /** The exception for an error that arrived. */
  public static CapstanException from(Error error) {
    return new CapstanException(error);
  }

  /**
   * What a failed stage or future says in the protocol's terms: the failure that it carries,
   * unwrapped, or {@link Failure#INTERNAL} for anything that is no answer but a bug or a dead disk.
   */
  public static CapstanException from(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof CapstanException failure
        ? failure
        : of(Failure.INTERNAL, "the node failed: " + cause);
  }

  /** A copy that names the node to ask next. */
  public CapstanException withTryNode(String nodeId) {
    return from(error.toBuilder().setTryNode(nodeId).build());
  }

  /** A copy that says how long to wait before the next attempt. */
  public CapstanException withRetryAfterMillis(int retryAfterMillis) {
    if (retryAfterMillis < 0) {
      throw new IllegalArgumentException("retryAfterMillis is " + retryAfterMillis + ", below 0");
    }
    return from(error.toBuilder().setRetryAfterMillis(retryAfterMillis).build());
  }

  /** What to switch on. */
  public Failure failure() {
    return failure;
  }

  /** What travels. */
  public Error error() {
    return error;
  }

  private static String describe(Error error) {
    Failure failure = Failure.of(error.getCode());
    String message = error.getMessage().isEmpty() ? failure.meaning() : error.getMessage();
    return failure + ": " + message;
  }
}
