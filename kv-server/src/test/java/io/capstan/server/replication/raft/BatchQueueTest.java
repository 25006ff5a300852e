package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private static final long MILLIS_WELL_ABOVE_LINGER = 20;
  private static final int ROUNDS = 30;

  private final BatchQueue queue = new BatchQueue(lingering());

  @Test
  void aQueueWhoseRequestsAllExpireWhileTheTakerLingersIsWaitedOn()
      throws InterruptedException, ExecutionException, TimeoutException {
    int expiredInTime = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Pending late = write("late", 10);
      queue.offer(late);
      CompletableFuture<List<Pending>> taken = new CompletableFuture<>();
      Thread taker = Threads.start("taker", () -> taken.complete(queue.take(100)));
      while (taker.getState() != Thread.State.TIMED_WAITING && taker.isAlive()) {
        Thread.onSpinWait();
      }
      if (queue.removeExpired(10).isEmpty()) {
        assertEquals(List.of(late), taken.get(10, TimeUnit.SECONDS));
        continue;
      }
      expiredInTime++;
      assertThrows(
          TimeoutException.class,
          () -> taken.get(MILLIS_WELL_ABOVE_LINGER, TimeUnit.MILLISECONDS),
          "an empty batch");
      Pending next = write("next", 1000);
      queue.offer(next);
      assertEquals(List.of(next), taken.get(10, TimeUnit.SECONDS));
    }
    assertTrue(expiredInTime > 0, "the linger was never hit");
  }

  @Test
  void closingEndsTheWaitWithNothing()
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<Pending>> taken = new CompletableFuture<>();
    Threads.start("taker", () -> taken.complete(queue.take(100)));
    queue.close();
    assertEquals(List.of(), taken.get(10, TimeUnit.SECONDS));
  }

  private static Pending write(String key, long deadlineNanos) {
    return new Pending.Write(ShardEntries.put(key), deadlineNanos);
  }

  /** The longest linger that is allowed. */
  private static ShardSettings lingering() {
    ShardSettings defaults = ShardSettings.defaults();
    return new ShardSettings(
        defaults.readMode(),
        Duration.ofMillis(2),
        defaults.entryCommandsMax(),
        defaults.entryBytesTarget(),
        defaults.queueMax(),
        defaults.queueBytesMax(),
        defaults.readsMax(),
        defaults.retryAfterMillis(),
        defaults.termCheckPatience(),
        defaults.sessionWaitMax());
  }
}
