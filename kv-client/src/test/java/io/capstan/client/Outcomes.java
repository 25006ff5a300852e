package io.capstan.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.error.CapstanException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** How tests wait for stages: at most 10 s, then the test fails. */
final class Outcomes {
  private Outcomes() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static CapstanException failed(CompletionStage<?> stage) throws Exception {
    try {
      Object result = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
      throw new AssertionError("succeeded with " + result);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CapstanException failure) {
        return failure;
      }
      throw e;
    }
  }
}
