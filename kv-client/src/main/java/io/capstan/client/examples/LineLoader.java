package io.capstan.client.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines, at most {@value #IN_FLIGHT_MAX} at a time, each until it is acknowledged.
 *
 * <p>A write that failed has three ways to go. If it may have happened, it is sent again under its
 * id, so that it is applied once. If it certainly did not happen and may be tried again, it is sent
 * as a new write. Otherwise the load is over: the same would be refused again.
 *
 * <p>Thread safety: {@link #submit} is for one thread; the counts may be read by any.
 */
final class LineLoader {
  private static final int IN_FLIGHT_MAX = 128;

  private final AsyncKeyspace keyspace;
  private final Semaphore places = new Semaphore(IN_FLIGHT_MAX);
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicReference<@Nullable CapstanException> refusal = new AtomicReference<>();

  /** What fails from then on is left alone. */
  private volatile boolean over;

  LineLoader(AsyncKeyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** Lines acknowledged so far. */
  int written() {
    return written.get();
  }

  /** Writes sent again by this class; the client's own attempts are not counted. */
  int retries() {
    return retries.get();
  }

  /**
   * Writes all lines and waits for their acknowledgements.
   *
   * @param goOn asked before each line, and every second while waiting; false: give up
   * @throws CapstanException if a write was refused for good
   */
  void submit(List<String> lines, BooleanSupplier goOn) throws InterruptedException {
    try {
      for (String line : lines) {
        if (!acquire(1, goOn)) {
          return;
        }
        write(line);
      }
      boolean unused = acquire(IN_FLIGHT_MAX, goOn);
    } finally {
      over = true;
    }
  }

  private boolean acquire(int count, BooleanSupplier goOn) throws InterruptedException {
    boolean acquired;
    boolean wanted;
    do {
      wanted = goOn.getAsBoolean();
      acquired = wanted && places.tryAcquire(count, 1, TimeUnit.SECONDS);
      throwRefusal();
    } while (wanted && !acquired);
    return acquired;
  }

  private void throwRefusal() {
    CapstanException refused = refusal.get();
    if (refused != null) {
      throw refused;
    }
  }

  private void write(String line) {
    int end = line.indexOf(';');
    String key = end < 0 ? line : line.substring(0, end);
    follow(line, keyspace.put(key.getBytes(UTF_8), line.getBytes(UTF_8)));
  }

  private void follow(String line, CompletionStage<?> attempt) {
    CompletionStage<?> unused = attempt.whenComplete((answer, failure) -> ended(line, failure));
  }

  private void ended(String line, @Nullable Throwable failure) {
    if (failure == null) {
      written.incrementAndGet();
      places.release();
    } else if (!over) {
      failed(line, failure);
    }
  }

  private void failed(String line, Throwable failure) {
    Optional<UnknownWrite> unknown = UnknownWrite.of(failure);
    CapstanException cause = GrpcErrors.fromStatus(failure);
    if (unknown.isPresent()) {
      retries.incrementAndGet();
      follow(line, keyspace.retry(unknown.get()));
    } else if (cause.failure().retryable()) {
      // Either it did not happen, or its id was forgotten: then it does no harm to put the same
      // value once more. An increment could not be sent again like this.
      retries.incrementAndGet();
      write(line);
    } else {
      refusal.compareAndSet(null, cause);
      places.release();
    }
  }
}
