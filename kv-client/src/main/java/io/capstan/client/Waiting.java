package io.capstan.client;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** How the blocking facade waits. */
final class Waiting {
  private Waiting() {}

  /** The result; every stage of this client ends within its own deadline. */
  static <T> T on(CompletionStage<T> stage) {
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
          Failure.OUTCOME_UNKNOWN, "interrupted while waiting; the request goes on without us");
    }
  }
}
