package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Threads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private static final int ROUNDS_MAX = 5_000;
  private static final int ROUNDS_WANTED = 20;

  private final BatchQueue queue = new BatchQueue(ShardSettings.defaults());

  @Test
  void aTakerThatFindsEverythingExpiredWaitsOn()
      throws InterruptedException, ExecutionException, TimeoutException {
    int expiredInTime = 0;
    for (int round = 0; round < ROUNDS_MAX && expiredInTime < ROUNDS_WANTED; round++) {
      CompletableFuture<List<Pending>> taken = new CompletableFuture<>();
      Thread taker = Threads.start("taker", () -> taken.complete(queue.take()));
      while (taker.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      Pending late = write("late", 10);
      queue.offer(late);
      if (queue.removeExpired(10).isEmpty()) {
        assertEquals(List.of(late), taken.get(10, TimeUnit.SECONDS));
        continue;
      }
      expiredInTime++;
      Pending next = write("next", 1000);
      queue.offer(next);
      assertEquals(List.of(next), taken.get(10, TimeUnit.SECONDS));
    }
    assertTrue(expiredInTime > 0, "the taker was always first");
  }

  @Test
  void closingEndsTheWaitWithNothing()
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<Pending>> taken = new CompletableFuture<>();
    Threads.start("taker", () -> taken.complete(queue.take()));
    queue.close();
    assertEquals(List.of(), taken.get(10, TimeUnit.SECONDS));
  }

  private static Pending write(String key, long deadlineNanos) {
    return new Pending.Write(ShardEntries.put(key), deadlineNanos);
  }
}
