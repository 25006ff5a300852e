package io.capstan.client.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private final AtomicLong clock = new AtomicLong();
  private final Queue<CompletableFuture<String>> underWay = new ArrayDeque<>();

  @Test
  void asManyAreUnderWayAsThereAreSlots() {
    ClosedLoop loop = new ClosedLoop(this::begin, 3, clock::get);
    loop.start();
    assertEquals(3, underWay.size());
    answerOldest();
    assertEquals(3, underWay.size());
  }

  @Test
  void latencyIsTheTimeFromStartToAnswer() {
    ClosedLoop loop = new ClosedLoop(this::begin, 1, clock::get);
    Tally tally = loop.newTally();
    loop.start();
    clock.addAndGet(42);
    answerOldest();
    assertEquals(1, tally.latencies().count());
    assertEquals(42, tally.latencies().maxNanos());
  }

  @Test
  void aStoppedLoopStartsNothingAndIsIdleWhenAllAreAnswered() throws InterruptedException {
    ClosedLoop loop = new ClosedLoop(this::begin, 2, clock::get);
    loop.start();
    loop.stop();
    answerOldest();
    assertFalse(loop.awaitIdle(0));
    answerOldest();
    assertTrue(loop.awaitIdle(0));
    assertTrue(underWay.isEmpty());
  }

  @Test
  void answersThatAreThereAtOnceDoNotUseUpTheStack() throws InterruptedException {
    int count = 1_000_000;
    AtomicInteger left = new AtomicInteger(count);
    ClosedLoop loop =
        new ClosedLoop(
            () -> left.getAndDecrement() > 0 ? CompletableFuture.completedFuture("") : null,
            4,
            clock::get);
    Tally tally = loop.newTally();
    loop.start();
    assertTrue(loop.awaitIdle(0));
    assertEquals(count, tally.latencies().count());
  }

  @Test
  void failuresAreCountedByTheirKind() throws InterruptedException {
    AtomicInteger left = new AtomicInteger(5);
    ClosedLoop loop = new ClosedLoop(() -> failing(left), 1, clock::get);
    Tally tally = loop.newTally();
    loop.start();
    assertTrue(loop.awaitIdle(0));
    assertEquals(Map.of(Failure.OVERLOADED, 5L), tally.failures());
    assertEquals(0, tally.latencies().count());
  }

  private static @Nullable CompletionStage<?> failing(AtomicInteger left) {
    var overloaded = CapstanException.of(Failure.OVERLOADED, "queue full");
    return left.getAndDecrement() > 0 ? CompletableFuture.failedFuture(overloaded) : null;
  }

  private CompletionStage<String> begin() {
    var answer = new CompletableFuture<String>();
    underWay.add(answer);
    return answer;
  }

  private void answerOldest() {
    underWay.remove().complete("done");
  }
}
