package io.capstan.client.bench;

import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Ticker;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A number of slots, each with one operation under way: the answer to one starts the next. A slow
 * server therefore gets fewer operations, so that the latencies are not those of an open system.
 * The first failure that every other operation would share ends the loop.
 *
 * <p>Thread safety: safe for use by several threads. Operations start on the thread that their
 * slot's last answer arrived on.
 */
public final class ClosedLoop {
  private final Supplier<@Nullable CompletionStage<?>> operations;
  private final int inFlight;
  private final Ticker ticker;
  private final CountDownLatch busySlots;
  private volatile Tally tally = new Tally();
  private final AtomicReference<@Nullable CapstanException> finalFailure = new AtomicReference<>();
  private volatile boolean running = true;

  /**
   * @param operations starts the next operation; null when there are no more
   */
  public ClosedLoop(
      Supplier<@Nullable CompletionStage<?>> operations, int inFlight, Ticker ticker) {
    this.operations = operations;
    this.inFlight = inFlight;
    this.ticker = ticker;
    this.busySlots = new CountDownLatch(inFlight);
  }

  public void start() {
    for (int i = 0; i < inFlight; i++) {
      runSlot();
    }
  }

  /** Counts what ends from now on in a new tally. */
  public Tally newTally() {
    Tally fresh = new Tally();
    tally = fresh;
    return fresh;
  }

  /** The refusal that ended the loop: it was definite, and no retry would do better. */
  public Optional<CapstanException> finalFailure() {
    return Optional.ofNullable(finalFailure.get());
  }

  /** Starts no more operations. */
  public void stop() {
    running = false;
  }

  /** Waits until nothing is under way; false when the time was over first. */
  public boolean awaitIdle(long millis) throws InterruptedException {
    return busySlots.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Runs operations until one has no answer yet: a loop, since answers can be there at once. */
  private void runSlot() {
    while (running) {
      long begun = ticker.nanos();
      CompletionStage<?> stage = operations.get();
      if (stage == null) {
        break;
      }
      if (!stage.toCompletableFuture().isDone()) {
        stage.whenComplete(
            (result, failure) -> {
              count(begun, failure);
              runSlot();
            });
        return;
      }
      stage.whenComplete((result, failure) -> count(begun, failure));
    }
    busySlots.countDown();
  }

  private void count(long begun, @Nullable Throwable failure) {
    if (failure == null) {
      tally.succeeded(ticker.nanos() - begun);
    } else {
      tally.failed(failure);
      CapstanException cause = GrpcErrors.fromStatus(failure);
      if (cause.failure().definite() && !cause.failure().retryable()) {
        finalFailure.compareAndSet(null, cause);
        stop();
      }
    }
  }
}
