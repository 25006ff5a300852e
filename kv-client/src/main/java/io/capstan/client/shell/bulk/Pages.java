package io.capstan.client.shell.bulk;

import io.capstan.client.ScanPage;
import io.capstan.client.Scanner;
import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a scan, one after the other. A page that cannot be served now is asked for again
 * until the patience is over.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Pages {
  private static final int TICK_MILLIS = 100;

  private final Scanner scanner;
  private final Duration patience;
  private final Ticker ticker;
  private final BooleanSupplier stop;
  private final Consumer<CapstanException> waiting;
  private final CountDownLatch never = new CountDownLatch(1);

  /**
   * @param waiting told once for each page that cannot be served at first
   */
  Pages(
      Scanner scanner,
      Duration patience,
      Ticker ticker,
      BooleanSupplier stop,
      Consumer<CapstanException> waiting) {
    this.scanner = scanner;
    this.patience = patience;
    this.ticker = ticker;
    this.stop = stop;
    this.waiting = waiting;
  }

  /**
   * The next page; null when it is to stop.
   *
   * @throws CapstanException if it was refused for good, or for longer than the patience
   */
  @Nullable ScanPage next() throws InterruptedException {
    long begun = ticker.nanos();
    boolean told = false;
    while (!stop.getAsBoolean()) {
      try {
        return await(scanner.nextPage().toCompletableFuture());
      } catch (ExecutionException e) {
        CapstanException cause = GrpcErrors.fromStatus(e);
        if (!cause.failure().retryable() || ticker.nanos() - begun >= patience.toNanos()) {
          throw cause;
        }
        if (!told) {
          waiting.accept(cause);
          told = true;
        }
        boolean unused = never.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  private @Nullable ScanPage await(CompletableFuture<ScanPage> page)
      throws InterruptedException, ExecutionException {
    while (!stop.getAsBoolean()) {
      try {
        return page.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        // It may be time to stop.
      }
    }
    return null;
  }
}
