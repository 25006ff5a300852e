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
  private static final int ROUNDS = 30;

  private final BatchQueue queue = new BatchQueue(ShardSettings.defaults());

  @Test
  void aTakerThatFindsEverythingExpiredWaitsOn()
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<Pending>> taken = new CompletableFuture<>();
    Thread taker = Threads.start("taker", () -> taken.complete(queue.take()));
    while (taker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    int expired = 0;
    for (int round = 0; round < ROUNDS && !taken.isDone(); round++) {
      queue.offer(write("late", 10));
      expired += queue.removeExpired(10).size();
    }
    assertTrue(expired > 0, "the taker was always first");
    Pending next = write("next", 1000);
    queue.offer(next);
    List<Pending> first = taken.get(10, TimeUnit.SECONDS);
    assertEquals(1, first.size());
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
