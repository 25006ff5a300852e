package io.capstan.client;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** How the blocking facade waits. */
final class Waiting {
  private Waiting() {}

  /** The result of a read; every stage of this client ends within its own deadline. */
  static <T> T onRead(CompletionStage<T> stage) {
    return on(stage, Failure.UNAVAILABLE);
  }

  /** The result of a write, which an interrupt does not call back. */
  static <T> T onWrite(CompletionStage<T> stage) {
    return on(stage, Failure.OUTCOME_UNKNOWN);
  }

  private static <T> T on(CompletionStage<T> stage, Failure interrupted) {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CapstanException failure) {
        throw failure;
      }
      throw new IllegalStateException("the client failed; this is a bug", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CapstanException.of(
          interrupted, "interrupted while waiting; the request goes on without us");
    }
  }
}
