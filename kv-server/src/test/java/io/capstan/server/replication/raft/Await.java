package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting with a deadline, for tests of what happens on other threads. */
public final class Await {
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "still not so: " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  public static <T> T result(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no result in " + LONGEST, e);
    } catch (ExecutionException e) {
      throw new AssertionError("failed", e.getCause());
    }
  }

  public static CapstanException failure(CompletionStage<?> stage) {
    try {
      Object result = stage.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      return fail("did not fail but gave " + result);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no result in " + LONGEST, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CapstanException known) {
        return known;
      }
      throw new AssertionError("another failure", e.getCause());
    }
  }

  public static Failure code(CompletionStage<?> stage) {
    return failure(stage).failure();
  }
}
