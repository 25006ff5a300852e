package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does with more calls than it may have under way. */
final class OverloadTest {
  private FakeCluster cluster;
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().callsUnderWayMax(2).prefer("n1").build();
    keyspace = client.keyspaceAsync("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aCallOverTheLimitIsRefusedByTheLimitsName() throws Exception {
    cluster.node(1).next(Behaviour.held(), Behaviour.held());
    List<CompletionStage<?>> underWay = List.of(keyspace.get(bytes("a")), keyspace.get(bytes("b")));

    CapstanException failure = failed(keyspace.get(bytes("c")));

    assertEquals(Failure.OVERLOADED, failure.failure());
    assertTrue(failure.error().getMessage().contains("callsUnderWayMax = 2"));
    cluster.node(1).answerHeld();
    for (CompletionStage<?> call : underWay) {
      var unused = done(call);
    }
    assertEquals(2, cluster.node(1).receivedCount());
  }

  @Test
  void aCallThatEndedMakesRoomBeforeItsCallerIsTold() throws Exception {
    cluster.node(1).next(Behaviour.held(), Behaviour.held());
    CompletionStage<?> chained =
        keyspace.get(bytes("a")).thenCompose(answer -> keyspace.get(bytes("b")));
    CompletionStage<?> other = keyspace.get(bytes("c"));

    cluster.node(1).answerHeld();

    assertNotNull(done(chained));
    assertNotNull(done(other));
  }

  @Test
  void writesAtTheLimitStillGetTheSessionTheyWaitFor() throws Exception {
    CompletionStage<?> first = keyspace.put(bytes("a"), bytes("1"));
    CompletionStage<?> second = keyspace.put(bytes("b"), bytes("2"));

    assertNotNull(done(first));
    assertNotNull(done(second));
    assertEquals("2", cluster.row("b"));
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> cluster.client().callsUnderWayMax(0));
  }
}
