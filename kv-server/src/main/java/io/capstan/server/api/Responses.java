package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.Error;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what the work of a unary call leads to, to its answer. */
final class Responses {
  private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

  private Responses() {}

  /** Does the work and answers once, whatever happens. */
  static <R> void send(Supplier<CompletionStage<R>> work, StreamObserver<R> answer) {
    CompletionStage<R> done;
    try {
      done = work.get();
    } catch (RuntimeException failure) {
      done = CompletableFuture.failedFuture(failure);
    }
    var unused =
        done.whenComplete(
            (response, failure) -> {
              if (failure == null) {
                answer.onNext(response);
                answer.onCompleted();
              } else {
                answer.onError(GrpcErrors.toStatus(error(failure)));
              }
            });
  }

  /** What a failure says to the caller; a bug is logged too. */
  static Error error(Throwable failure) {
    CapstanException refusal = CapstanException.from(failure);
    if (refusal.failure() == Failure.INTERNAL) {
      LOG.error("a call failed", failure);
    }
    return refusal.error();
  }
}
