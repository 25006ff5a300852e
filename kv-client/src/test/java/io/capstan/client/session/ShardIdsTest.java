package io.capstan.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.v1.OpenSessionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes that wait for a session of their shard. */
final class ShardIdsTest {
  private final CompletableFuture<OpenSessionResult> opened = new CompletableFuture<>();
  private final ShardIds ids = new ShardIds(() -> opened);
  private final List<Integer> granted = new ArrayList<>();
  private final AtomicInteger comparisons = new AtomicInteger();

  @Test
  void waitersAreGrantedInTheOrderOfTheirArrivalWithoutThoseThatGaveUp() {
    List<IdWaiter> waiters = waiters(5);

    ids.cancel(waiters.get(1));
    ids.cancel(waiters.get(3));
    opened.complete(OpenSessionResult.newBuilder().setSession(7).build());

    assertEquals(List.of(0, 2, 4), granted);
  }

  @Test
  void givingUpDoesNotSearchAllThatWait() {
    List<IdWaiter> waiters = waiters(1000);

    for (int i = waiters.size() - 1; i >= 0; i--) {
      ids.cancel(waiters.get(i));
    }

    assertTrue(comparisons.get() < 10 * waiters.size(), () -> comparisons + " comparisons");
  }

  private List<IdWaiter> waiters(int count) {
    List<IdWaiter> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Waiter waiter = new Waiter(i);
      waiters.add(waiter);
      ids.acquire(waiter);
    }
    return waiters;
  }

  private final class Waiter implements IdWaiter {
    private final int number;

    Waiter(int number) {
      this.number = number;
    }

    @Override
    public boolean granted(WriteId id) {
      return granted.add(number);
    }

    @Override
    public void refused(CapstanException cause) {
      throw new AssertionError(cause);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      comparisons.incrementAndGet();
      return this == other;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }
}
