package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.replication.LogPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppliedIndexTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeRuntime fake = new FakeRuntime();
  private final AppliedIndex applied = new AppliedIndex(fake.runtime(), 3);

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void anIndexThatIsAppliedNeedsNoWait() {
    applied.advance(at(5));
    assertTrue(waitFor(5).isDone());
  }

  @Test
  void eachWaiterIsWokenByItsOwnEntry() {
    CompletableFuture<LogPosition> third = waitFor(3);
    CompletableFuture<LogPosition> first = waitFor(1);
    applied.advance(at(1));
    assertEquals(at(1), first.join());
    assertFalse(third.isDone());
    applied.advance(at(4));
    assertEquals(at(4), third.join());
  }

  @Test
  void aWaiterThatIsNotWokenFailsAtItsDeadline() {
    CompletableFuture<LogPosition> waiting =
        applied.await(1, fake.in(Duration.ofMillis(20))).toCompletableFuture();
    assertEquals(Failure.NOT_CAUGHT_UP, Await.code(waiting));
  }

  @Test
  void aDeadlineInThePastFailsAtOnce() {
    assertEquals(Failure.NOT_CAUGHT_UP, Await.code(applied.await(1, fake.nanos.get())));
  }

  @Test
  void thereIsABoundOnWaiters() {
    List<CompletableFuture<LogPosition>> three = List.of(waitFor(1), waitFor(1), waitFor(2));
    assertEquals(Failure.OVERLOADED, Await.code(waitFor(1)));
    applied.advance(at(1));
    assertEquals(List.of(true, true, false), three.stream().map(Future::isDone).toList());
    assertFalse(waitFor(2).isDone());
  }

  @Test
  void theEndOfTheReplicaEndsEveryWaitAndTheFirstReasonStays() {
    CompletableFuture<LogPosition> waiting = waitFor(1);
    applied.stop(CapstanException.of(Failure.REPLICA_FAILED, "first"));
    applied.stop(CapstanException.of(Failure.UNAVAILABLE, "second"));
    assertEquals(Failure.REPLICA_FAILED, Await.code(waiting));
    assertEquals(Failure.REPLICA_FAILED, Await.code(waitFor(0)));
  }

  @Test
  void anEntryIsVisibleFromTheMomentItsApplyBegins() {
    applied.advance(at(1));
    applied.begin(2);
    assertEquals(2, applied.visible());
    assertEquals(at(1), applied.get());
  }

  private CompletableFuture<LogPosition> waitFor(long index) {
    return applied.await(index, fake.in(LONG)).toCompletableFuture();
  }

  private static LogPosition at(long index) {
    return new LogPosition(1, index);
  }
}
