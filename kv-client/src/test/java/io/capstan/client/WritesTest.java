package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static io.capstan.client.Outcomes.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.RequestId;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes: where they go, under which id they are sent again, and what a failure may claim. */
final class WritesTest {
  private static final RequestOptions WITH_RECEIPT = RequestOptions.DEFAULT.withReceipt(true);

  private FakeCluster cluster;
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().build();
    keyspace = client.keyspaceAsync("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aWriteGoesToTheLeaderAndIsThere() throws Exception {
    Answer<WriteResult.Put> answer = done(keyspace.with(WITH_RECEIPT).put(bytes("a"), bytes("1")));
    assertEquals("1", cluster.row("a"));
    Receipt receipt = answer.receipt().orElseThrow();
    assertEquals(1, receipt.attempts());
    assertEquals(cluster.address("n1"), receipt.nodeAddress());
  }

  @Test
  void aWriteAnsweredNotLeaderGoesToTheHintedNode() throws Exception {
    done(keyspace.put(bytes("before"), bytes("0")));
    cluster.leaderIs("n3");
    Answer<WriteResult.Put> answer = done(keyspace.with(WITH_RECEIPT).put(bytes("a"), bytes("1")));
    Receipt receipt = answer.receipt().orElseThrow();
    assertEquals(cluster.address("n3"), receipt.nodeAddress());
    assertEquals(2, receipt.attempts());
    assertEquals(0, cluster.node(2).receivedCount(), "n2 was not hinted at");
    done(keyspace.put(bytes("b"), bytes("2")));
    assertEquals(2, cluster.node(3).receivedCount(), "the leader is remembered");
  }

  @Test
  void aWriteWhoseStreamBreaksIsRetriedWithTheSameId() throws Exception {
    cluster.node(1).next(Behaviour.applyThenBreakStream());
    done(keyspace.put(bytes("a"), bytes("1")));
    RequestId first = cluster.node(1).received().getHeader().getRequestId();
    RequestId second = cluster.node(1).received().getHeader().getRequestId();
    assertNotEquals(0, first.getSession());
    assertEquals(first, second);
    assertEquals(2, cluster.index(), "one session opened and one write applied");
  }

  @Test
  void aWriteThatMayHaveHappenedNeverFailsAsRefused() throws Exception {
    cluster.node(1).next(Behaviour.breakStream(), Behaviour.refuse(Failure.DISK_FULL));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
  }

  @Test
  void aWriteThatWasRefusedFailsDefinitely() throws Exception {
    cluster.node(1).next(Behaviour.refuse(Failure.DISK_FULL));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(Failure.DISK_FULL, failure.failure());
    assertEquals(Optional.empty(), UnknownWrite.of(failure));
  }

  @Test
  void anUnknownWriteCanBeRetriedByItsId() throws Exception {
    cluster.node(1).next(Behaviour.applyThenBreakStream(), Behaviour.refuse(Failure.DISK_FULL));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    UnknownWrite unknown = UnknownWrite.of(failure).orElseThrow();
    long applied = cluster.index();
    assertTrue(done(keyspace.retry(unknown)).value() instanceof WriteResult.Put);
    assertEquals(applied, cluster.index(), "it had been applied, and is not applied again");
    assertThrows(IllegalStateException.class, () -> keyspace.retry(unknown));
  }

  @Test
  void anUnknownWriteHoldsTheFirstIncompleteSequenceBackUntilItIsForgotten() throws Exception {
    cluster.node(1).next(Behaviour.breakStream(), Behaviour.refuse(Failure.DISK_FULL));
    UnknownWrite unknown =
        UnknownWrite.of(failed(keyspace.put(bytes("a"), bytes("1")))).orElseThrow();
    long held = cluster.node(1).received().getHeader().getRequestId().getSequence();
    cluster.node(1).received();
    done(keyspace.put(bytes("b"), bytes("2")));
    done(keyspace.put(bytes("c"), bytes("3")));
    cluster.node(1).received();
    assertEquals(held, firstIncompleteOfTheNextReceived());
    unknown.forget();
    done(keyspace.put(bytes("d"), bytes("4")));
    assertEquals(held + 3, firstIncompleteOfTheNextReceived());
  }

  @Test
  void firstIncompleteAdvancesOnlyPastAnsweredWrites() throws Exception {
    cluster.node(1).next(Behaviour.held());
    CompletionStage<Answer<WriteResult.Put>> waiting = keyspace.put(bytes("a"), bytes("1"));
    done(keyspace.put(bytes("b"), bytes("2")));
    done(keyspace.put(bytes("c"), bytes("3")));
    assertEquals(1, firstIncompleteOfTheNextReceived());
    assertEquals(1, firstIncompleteOfTheNextReceived());
    assertEquals(1, firstIncompleteOfTheNextReceived(), "the first write is not answered");
    cluster.node(1).answerHeld();
    done(waiting);
    done(keyspace.put(bytes("d"), bytes("4")));
    assertEquals(4, firstIncompleteOfTheNextReceived());
  }

  @Test
  void aDuplicatedOutcomeIsIgnored() throws Exception {
    cluster.node(1).always(Behaviour.answerTwice());
    for (int i = 0; i < 20; i++) {
      done(keyspace.put(bytes("k" + i), bytes("v" + i)));
      assertEquals(
          Optional.of("v" + i),
          done(keyspace.get(bytes("k" + i))).value().map(v -> text(v.bytes())));
    }
  }

  @Test
  void aSessionThatExpiredBeforeTheFirstAttemptIsReplaced() throws Exception {
    done(keyspace.put(bytes("a"), bytes("1")));
    RequestId before = cluster.node(1).received().getHeader().getRequestId();
    cluster.forgetSessions();
    done(keyspace.put(bytes("b"), bytes("2")));
    cluster.node(1).received();
    RequestId after = cluster.node(1).received().getHeader().getRequestId();
    assertNotEquals(before.getSession(), after.getSession());
    assertEquals("2", cluster.row("b"));
  }

  @Test
  void aSessionThatExpiredAfterAnUnansweredAttemptLeavesTheWriteUnknown() throws Exception {
    cluster
        .node(1)
        .next(Behaviour.applyThenBreakStream(), Behaviour.refuse(Failure.SESSION_EXPIRED));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
    assertEquals(Optional.empty(), UnknownWrite.of(failure), "its id can tell nothing any more");
  }

  @Test
  void writesWaitWhenTheWindowIsFull() throws Exception {
    done(keyspace.put(bytes("first"), bytes("0")));
    cluster.node(1).always(Behaviour.held());
    CompletableFuture<?>[] writes = new CompletableFuture<?>[1100];
    Arrays.setAll(writes, i -> keyspace.put(bytes("k" + i), bytes("v")).toCompletableFuture());
    assertEquals(1 + 1024, cluster.node(1).receivedCount());
    cluster.node(1).always(Behaviour.honest());
    cluster.node(1).answerHeld();
    done(CompletableFuture.allOf(writes));
    assertEquals(1 + 1100, cluster.node(1).receivedCount());
  }

  @Test
  void unknownWritesThatNobodyRetriesDoNotStopLaterWrites() throws Exception {
    cluster.node(1).next(Behaviour.breakStream(), Behaviour.refuse(Failure.DISK_FULL));
    UnknownWrite unknown =
        UnknownWrite.of(failed(keyspace.put(bytes("a"), bytes("1")))).orElseThrow();
    for (int i = 0; i < 1100; i++) {
      done(keyspace.put(bytes("k" + i), bytes("v")));
    }
    done(keyspace.retry(unknown));
    assertEquals("1", cluster.row("a"), "its own session still serves its retry");
  }

  @Test
  void closingFailsWhatWasSentAsUnknown() throws Exception {
    cluster.node(1).next(Behaviour.silent());
    CompletionStage<Answer<WriteResult.Put>> write = keyspace.put(bytes("a"), bytes("1"));
    cluster.node(1).received();
    assertFalse(write.toCompletableFuture().isDone());
    client.close();
    assertEquals(Failure.OUTCOME_UNKNOWN, failed(write).failure());
    assertEquals(Failure.UNAVAILABLE, failed(keyspace.put(bytes("b"), bytes("2"))).failure());
  }

  private long firstIncompleteOfTheNextReceived() throws InterruptedException {
    return cluster.node(1).received().getHeader().getRequestId().getFirstIncomplete();
  }
}
