package io.capstan.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RuntimeTest {
  @Test
  void everyThreadIsANamedDaemon() throws Exception {
    ThreadFactory factory = Threads.daemon("worker");
    Thread first = factory.newThread(() -> {});
    assertEquals("worker-0", first.getName());
    assertEquals("worker-1", factory.newThread(() -> {}).getName());
    assertTrue(first.isDaemon());

    AtomicReference<String> seen = new AtomicReference<>("");
    Thread started = Threads.start("apply", () -> seen.set(Thread.currentThread().getName()));
    started.join();
    assertEquals("apply", seen.get());
    assertTrue(started.isDaemon());
  }

  @Test
  void executorsRunOnTheirOwnNamedDaemons() throws Exception {
    ExecutorService pool = Threads.fixed("pool", 2);
    ScheduledExecutorService scheduler = Threads.scheduler("timer");
    try {
      assertEquals("pool-0", nameOf(pool.submit(Thread::currentThread)));
      assertEquals(
          "timer-0", nameOf(scheduler.schedule(Thread::currentThread, 0, TimeUnit.NANOSECONDS)));
    } finally {
      pool.shutdownNow();
      scheduler.shutdownNow();
    }
  }

  @Test
  void aCancelledTaskLeavesTheScheduler() {
    ScheduledThreadPoolExecutor scheduler =
        (ScheduledThreadPoolExecutor) Threads.scheduler("timer");
    try {
      assertTrue(scheduler.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false));
      assertTrue(scheduler.getQueue().isEmpty());
    } finally {
      scheduler.shutdownNow();
    }
  }

  @Test
  void theTickerNeverGoesBack() {
    Ticker ticker = Ticker.system();
    long before = ticker.nanos();
    assertFalse(ticker.nanos() - before < 0);
  }

  @Test
  void aSeedReplaysItsNumbers() {
    assertEquals(Randoms.seeded(7).nextLong(), Randoms.seeded(7).nextLong());
    assertFalse(Randoms.seeded(7).nextLong() == Randoms.seeded(8).nextLong());
  }

  private static String nameOf(Future<Thread> thread) throws Exception {
    assertTrue(thread.get().isDaemon());
    return thread.get().getName();
  }
}
