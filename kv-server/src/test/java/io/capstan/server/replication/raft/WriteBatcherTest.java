package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.server.replication.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBatcherTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int QUEUE_MAX = 1000;

  private final FakeRuntime fake = new FakeRuntime();
  private final FakeLog log = new FakeLog();
  private final WriteBatcher batcher =
      WriteBatcher.start(
          "test", log, ShardSettings.defaults().withQueue(QUEUE_MAX, 4 << 20), fake.runtime());

  @AfterEach
  void close() {
    batcher.close();
    fake.close();
  }

  @Test
  void whatArrivesWhileAnEntryIsOnItsWayGoesIntoTheNextOneTogether() {
    CompletionStage<Written> first = write("first");
    Handed one = log.next();
    List<CompletionStage<Written>> rest = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rest.add(write("k" + i));
    }
    one.succeed(10);
    assertEquals(new LogPosition(1, 10), Await.result(first).position());
    Handed two = log.next();
    assertEquals(100, two.entry().getCommandsCount());
    two.succeed(11);
    for (int i = 0; i < 100; i++) {
      Written written = Await.result(rest.get(i));
      assertEquals("k" + i, written.outcome().getVersion().toStringUtf8());
      assertEquals(11, written.position().index());
    }
    assertEquals(2, batcher.entryCount());
    assertEquals(101, batcher.commandCount());
  }

  @Test
  void anEntryHasAtMost512Commands() {
    write("first");
    Handed one = log.next();
    for (int i = 0; i < 600; i++) {
      write("k" + i);
    }
    one.succeed(1);
    Handed two = log.next();
    assertEquals(512, two.entry().getCommandsCount());
    two.succeed(2);
    assertEquals(88, log.next().entry().getCommandsCount());
  }

  @Test
  void anEntryIsFullAtHalfAMebibyteButTakesOneLargerCommandAlone() {
    write("first");
    Handed one = log.next();
    ByteString third = ByteString.copyFrom(new byte[200 << 10]);
    List.of("a", "b", "c").forEach(key -> write(ShardEntries.put(key, third)));
    write(ShardEntries.put("large", ByteString.copyFrom(new byte[1 << 20])));
    one.succeed(1);
    List<Integer> sizes = new ArrayList<>();
    for (int index = 2; index <= 4; index++) {
      Handed next = log.next();
      sizes.add(next.entry().getCommandsCount());
      next.succeed(index);
    }
    assertEquals(List.of(2, 1, 1), sizes);
  }

  @Test
  void theEntryCarriesTheLeadersClock() {
    write("k");
    assertEquals(fake.wallMillis.get(), log.next().entry().getTimeMillis());
  }

  @Test
  void aFullQueueRefusesDefinitelyAndSaysWhenToComeBack() {
    write("first");
    log.next();
    for (int i = 0; i < QUEUE_MAX; i++) {
      write("k" + i);
    }
    CapstanException refusal = Await.failure(write("one too many"));
    assertEquals(Failure.OVERLOADED, refusal.failure());
    assertTrue(refusal.error().getRetryAfterMillis() > 0);
  }

  @Test
  void aQueueThatIsFullOfBytesRefusesToo() {
    write("first");
    log.next();
    ByteString large = ByteString.copyFrom(new byte[1 << 20]);
    List.of("a", "b", "c").forEach(key -> write(ShardEntries.put(key, large)));
    assertEquals(Failure.OVERLOADED, Await.code(write(ShardEntries.put("d", large))));
  }

  @Test
  void aCommandWhoseDeadlinePassesInTheQueueCertainlyNeverHappens() {
    write("first");
    Handed one = log.next();
    CompletionStage<Written> late =
        batcher.write(ShardEntries.put("late"), fake.in(Duration.ofMillis(100)));
    fake.advance(Duration.ofMillis(200));
    assertEquals(Failure.UNAVAILABLE, Await.code(late));
    CompletionStage<Written> next = write("next");
    one.succeed(1);
    Handed two = log.next();
    assertEquals(List.of(ShardEntries.put("next")), two.entry().getCommandsList());
    two.succeed(2);
    Await.result(next);
  }

  @Test
  void aCommandWhoseDeadlinePassesOnItsWayMayHaveHappened() {
    CompletionStage<Written> late =
        batcher.write(ShardEntries.put("late"), fake.in(Duration.ofMillis(100)));
    log.next();
    fake.advance(Duration.ofMillis(200));
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(late));
  }

  @Test
  void anUnknownEntryMakesEachOfItsCommandsUnknown() {
    write("first");
    Handed one = log.next();
    CompletionStage<Written> a = write("a");
    CompletionStage<Written> b = write("b");
    one.succeed(1);
    log.next().fail(Failure.OUTCOME_UNKNOWN);
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(a));
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(b));
  }

  @Test
  void aRefusedEntryRefusesItsCommands() {
    CompletionStage<Written> write = write("k");
    log.next().fail(Failure.NOT_LEADER);
    assertEquals(Failure.NOT_LEADER, Await.code(write));
  }

  @Test
  void aResultOfAnotherSizeIsNotTakenForSuccess() {
    CompletionStage<Written> write = write("k");
    log.next().promise().complete(new ShardApplied(List.of(), new LogPosition(1, 1)));
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(write));
    CompletionStage<Written> next = write("next");
    log.next().succeed(2);
    Await.result(next);
  }

  @Test
  void aBarrierAloneMakesAnEntryWithoutCommands() {
    CompletionStage<LogPosition> barrier = batcher.barrier(fake.in(LONG));
    Handed one = log.next();
    assertEquals(0, one.entry().getCommandsCount());
    assertFalse(barrier.toCompletableFuture().isDone());
    one.succeed(5);
    assertEquals(new LogPosition(1, 5), Await.result(barrier));
  }

  @Test
  void aBarrierNeverRidesInAnEntryThatIsAlreadyOnItsWay() {
    write("first");
    Handed one = log.next();
    CompletionStage<LogPosition> barrier = batcher.barrier(fake.in(LONG));
    one.succeed(1);
    Handed two = log.next();
    assertFalse(barrier.toCompletableFuture().isDone());
    two.succeed(2);
    assertEquals(2, Await.result(barrier).index());
  }

  @Test
  void aBarrierOfAnUnknownEntryIsMerelyUnavailable() {
    CompletionStage<LogPosition> barrier = batcher.barrier(fake.in(LONG));
    log.next().fail(Failure.OUTCOME_UNKNOWN);
    assertEquals(Failure.UNAVAILABLE, Await.code(barrier));
  }

  @Test
  void closingRefusesWhatWaitsAndLeavesUnknownWhatIsOnItsWay() {
    CompletionStage<Written> onItsWay = write("first");
    log.next();
    CompletionStage<Written> waiting = write("second");
    batcher.close();
    assertEquals(Failure.UNAVAILABLE, Await.code(waiting));
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(onItsWay));
    assertEquals(Failure.UNAVAILABLE, Await.code(write("third")));
  }

  private CompletionStage<Written> write(String key) {
    return write(ShardEntries.put(key));
  }

  private CompletionStage<Written> write(Command command) {
    return batcher.write(command, fake.in(LONG));
  }

  /** A log whose entries wait to be answered by the test. */
  private static final class FakeLog implements EntryLog {
    private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Object> submit(byte[] entry) {
      Handed next = new Handed(ShardEntries.parse(entry), new CompletableFuture<>());
      handed.add(next);
      return next.promise();
    }

    Handed next() {
      try {
        Handed next = handed.poll(Await.LONGEST.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("no entry was handed over");
        }
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private record Handed(ShardEntry entry, CompletableFuture<Object> promise) {
    void succeed(long index) {
      promise.complete(ShardEntries.applied(new LogPosition(1, index), entry));
    }

    void fail(Failure failure) {
      promise.completeExceptionally(CapstanException.of(failure, "as the test says"));
    }
  }
}
