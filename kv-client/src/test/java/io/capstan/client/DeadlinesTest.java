package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.fake.FakeTicker;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time: attempts and calls end by a clock that stands still unless the test moves it. */
final class DeadlinesTest {
  private final FakeTicker ticker = new FakeTicker();
  private FakeCluster cluster;
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().ticker(ticker).deadline(Duration.ofSeconds(6)).prefer("n2").build();
    keyspace = client.keyspaceAsync("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aSilentNodeDoesNotTrapTheClient() throws Exception {
    cluster.node(2).always(Behaviour.silent());
    CompletionStage<?> read = keyspace.get(bytes("a"));
    cluster.node(2).received();
    ticker.advance(Duration.ofSeconds(2));
    done(read);
    assertEquals(1, cluster.node(3).receivedCount(), "another replica answered");
  }

  @Test
  void aNodeThatStaysSilentIsAvoided() throws Exception {
    cluster.node(2).always(Behaviour.silent());
    for (int i = 0; i < 3; i++) {
      CompletionStage<?> read = keyspace.get(bytes("a"));
      cluster.node(2).received();
      ticker.advance(Duration.ofSeconds(2));
      done(read);
    }
    done(keyspace.get(bytes("a")));
    assertEquals(3, cluster.node(2).receivedCount());
  }

  @Test
  void theDeadlineBoundsAllAttempts() throws Exception {
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.refuse(Failure.UNAVAILABLE));
    }
    CompletionStage<?> write = keyspace.put(bytes("a"), bytes("1"));
    awaitOneRound();
    ticker.advance(Duration.ofMillis(5_999));
    awaitOneRound();
    assertFalse(write.toCompletableFuture().isDone());
    ticker.advance(Duration.ofMillis(1));
    CapstanException failure = failed(write);
    assertEquals(Failure.UNAVAILABLE, failure.failure());
    assertTrue(
        failure.error().getMessage().contains("after 6 attempts"), failure.error().getMessage());
    assertEquals(2, cluster.node(1).receivedCount());
  }

  @Test
  void whatAReplicaSaysIsTheReasonAndNotThatAnotherOneIsSilent() throws Exception {
    cluster.node(1).always(Behaviour.refuse(Failure.NOT_CAUGHT_UP));
    cluster.node(2).always(Behaviour.silent());
    cluster.node(3).always(Behaviour.refuse(Failure.NOT_CAUGHT_UP));
    try (var asksN1First = cluster.client().ticker(ticker).prefer("n1").build()) {
      CompletionStage<?> read = asksN1First.keyspaceAsync("k").get(bytes("a"));
      cluster.node(2).received();
      ticker.advance(Duration.ofSeconds(60));
      CapstanException failure = failed(read);
      assertEquals(Failure.NOT_CAUGHT_UP, failure.failure());
      String message = failure.error().getMessage();
      assertTrue(message.endsWith(" attempts: NOT_CAUGHT_UP: as scripted"), message);
    }
  }

  @Test
  void aReplicaThatReturnsBeforeTheDeadlineMakesTheCallSucceed() throws Exception {
    cluster.node(1).next(Behaviour.refuse(Failure.UNAVAILABLE));
    cluster.node(2).always(Behaviour.refuse(Failure.UNAVAILABLE));
    cluster.node(3).always(Behaviour.refuse(Failure.UNAVAILABLE));
    CompletableFuture<?> write = keyspace.put(bytes("a"), bytes("1")).toCompletableFuture();
    awaitOneRound();
    for (int i = 0; i < 300 && !write.isDone(); i++) {
      ticker.advance(Duration.ofMillis(10));
      var unused = write.copy().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).get();
    }
    done(write);
  }

  @Test
  void aWriteWithoutAnAnswerIsUnknownAtItsDeadline() throws Exception {
    cluster.node(1).always(Behaviour.silent());
    CompletionStage<?> write = keyspace.put(bytes("a"), bytes("1"));
    cluster.node(1).received();
    ticker.advance(Duration.ofSeconds(6));
    CapstanException failure = failed(write);
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
    cluster.node(1).always(Behaviour.honest());
    done(keyspace.retry(UnknownWrite.of(failure).orElseThrow()));
    assertEquals("1", cluster.row("a"));
  }

  @Test
  void aReadWithoutAnAnswerFailsAtItsDeadline() throws Exception {
    cluster.node(2).always(Behaviour.silent());
    CompletionStage<?> read = keyspace.get(bytes("a"));
    cluster.node(2).received();
    ticker.advance(Duration.ofSeconds(6));
    assertEquals(Failure.UNAVAILABLE, failed(read).failure(), "a read never may have happened");
  }

  private void awaitOneRound() throws InterruptedException {
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).received();
    }
  }
}
