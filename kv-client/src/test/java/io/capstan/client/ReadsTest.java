package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.session.SessionToken;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads: floors, and who is asked when the first node cannot keep the promise. */
final class ReadsTest {
  private static final RequestOptions WITH_RECEIPT = RequestOptions.DEFAULT.withReceipt(true);

  private FakeCluster cluster;
  private CapstanClient client;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().prefer("n2").build();
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aReadAfterAWriteCarriesItsFloor() throws Exception {
    AsyncKeyspace keyspace = client.keyspaceAsync("k");
    done(keyspace.get(bytes("a")));
    assertEquals(ByteString.EMPTY, cluster.node(2).received().getHeader().getSession());
    done(keyspace.put(bytes("a"), bytes("1")));
    done(keyspace.get(bytes("a")));
    ByteString floor = cluster.node(2).received().getHeader().getSession();
    assertEquals(client.session().token(), SessionToken.parse(floor.toByteArray()));
    assertFalse(client.session().token().isEmpty());
  }

  @Test
  void aReadThatNamesNoLevelCarriesItsFloorWhateverDefaultTheViewShows() throws Exception {
    KeyspaceOptions eventual =
        KeyspaceOptions.newBuilder().setDefaultLevel(Level.LEVEL_EVENTUAL).build();
    done(client.admin().createKeyspace("e", Mode.MODE_STRONG, eventual));
    AsyncKeyspace keyspace = client.keyspaceAsync("e");
    done(keyspace.put(bytes("a"), bytes("1")));
    done(keyspace.get(bytes("a")));
    ByteString floor = cluster.node(2).received().getHeader().getSession();
    assertEquals(client.session().token(), SessionToken.parse(floor.toByteArray()));
  }

  @Test
  void aSessionIsCarriedToAnotherClient() throws Exception {
    done(client.keyspaceAsync("k").put(bytes("a"), bytes("1")));
    SessionToken token = client.session().token();
    try (CapstanClient other = cluster.client().session(token).prefer("n3").build()) {
      done(other.keyspaceAsync("k").get(bytes("a")));
      ByteString floor = cluster.node(3).received().getHeader().getSession();
      assertEquals(token, SessionToken.parse(floor.toByteArray()));
    }
  }

  @Test
  void aTokenOfAnotherClusterIsRefused() throws Exception {
    SessionToken foreign =
        SessionToken.empty(SessionToken.fingerprint("elsewhere")).withStrong(1, 5);
    try (CapstanClient other = cluster.client().session(foreign).build()) {
      assertEquals(
          Failure.TOKEN_FOREIGN, failed(other.keyspaceAsync("k").get(bytes("a"))).failure());
    }
  }

  @Test
  void aTokenOfAnotherClusterCannotBeMerged() throws Exception {
    done(client.cluster());
    SessionToken foreign =
        SessionToken.empty(SessionToken.fingerprint("elsewhere")).withStrong(1, 5);
    CapstanException failure =
        assertThrows(CapstanException.class, () -> client.session().merge(foreign));
    assertEquals(Failure.TOKEN_FOREIGN, failure.failure());
    done(client.keyspaceAsync("k").put(bytes("a"), bytes("1")));
  }

  @Test
  void aReplicaThatIsNotCaughtUpIsPassedOverAndTheLeaderComesLast() throws Exception {
    cluster.node(2).next(Behaviour.refuse(Failure.NOT_CAUGHT_UP));
    cluster.node(3).next(Behaviour.refuse(Failure.NOT_CAUGHT_UP));
    Receipt receipt =
        done(client.keyspaceAsync("k").with(WITH_RECEIPT).get(bytes("a"))).receipt().orElseThrow();
    assertEquals(cluster.address("n1"), receipt.nodeAddress());
    assertEquals(3, receipt.attempts());
  }

  @Test
  void aStrongReadGoesToTheLeaderOnly() throws Exception {
    AsyncKeyspace strong =
        client
            .keyspaceAsync("k")
            .with(RequestOptions.DEFAULT.withLevel(io.capstan.client.Level.STRONG));
    done(strong.get(bytes("a")));
    assertEquals(Level.LEVEL_STRONG, cluster.node(1).received().getHeader().getLevel());
    assertEquals(0, cluster.node(2).receivedCount());
  }

  @Test
  void aReadWhoseStreamBreaksIsAskedElsewhere() throws Exception {
    done(client.keyspaceAsync("k").put(bytes("a"), bytes("1")));
    cluster.node(2).next(Behaviour.breakStream());
    Value value = done(client.keyspaceAsync("k").get(bytes("a"))).value().orElseThrow();
    assertArrayEquals(bytes("1"), value.bytes());
  }

  @Test
  void aFrameOfAHigherEpochLeadsToOneRefresh() throws Exception {
    AsyncKeyspace keyspace = client.keyspaceAsync("k");
    done(keyspace.get(bytes("a")));
    cluster.epochIs(9);
    for (int i = 0; i < 5; i++) {
      done(keyspace.get(bytes("a")));
    }
    assertEquals(1, cluster.node(2).clusterCalls(), "the node whose frame showed it is asked");
    assertEquals(1, cluster.node(1).clusterCalls(), "which is how the first view was got");
  }

  @Test
  void aViewThatIsStillBelowTheEpochSeenIsRefreshedAgain() throws Exception {
    AsyncKeyspace keyspace = client.keyspaceAsync("k");
    done(keyspace.get(bytes("a")));
    cluster.node(2).describedEpochIs(1);
    cluster.epochIs(9);
    for (int i = 0; i < 3; i++) {
      done(keyspace.get(bytes("a")));
    }
    cluster.node(2).describedEpochIs(9);
    for (int i = 0; i < 3; i++) {
      done(keyspace.get(bytes("a")));
    }
    assertEquals(4, cluster.node(2).clusterCalls());
  }

  @Test
  void aStaleEpochIsRefreshedAndAskedAgain() throws Exception {
    cluster.node(2).next(Behaviour.refuse(Failure.EPOCH_STALE));
    assertEquals(Optional.empty(), done(client.keyspaceAsync("k").get(bytes("a"))).value());
    assertEquals(2, cluster.node(1).clusterCalls());
  }

  @Test
  void anUnknownKeyspaceIsReportedOnceAFreshViewDoesNotKnowItEither() throws Exception {
    cluster.node(2).always(Behaviour.refuse(Failure.KEYSPACE_UNKNOWN));
    assertEquals(
        Failure.KEYSPACE_UNKNOWN, failed(client.keyspaceAsync("other").get(bytes("a"))).failure());
    assertEquals(2, cluster.node(2).receivedCount());
  }
}
