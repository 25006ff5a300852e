package io.capstan.client.shell.bulk;

import io.capstan.runtime.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, and any other signal that ends the process in order, turned into a question that the work
 * asks now and then. Until the work has ended, for {@value #SECONDS_MAX} seconds at most, the
 * process goes on.
 *
 * <p>Thread safety: {@link #asked} may be called by any thread; closed once.
 */
final class StopSignal implements AutoCloseable {
  private static final int SECONDS_MAX = 5;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = Threads.daemon("kv-stop", this::stop);
  private volatile boolean asked;

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the work is to end. */
  boolean asked() {
    return asked;
  }

  private void stop() {
    asked = true;
    try {
      boolean unused = ended.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException theProcessIsEnding) {
      // The hook runs, and ends now.
    }
  }
}
