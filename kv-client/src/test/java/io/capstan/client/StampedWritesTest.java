package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import io.capstan.v1.OperationHeader;
import io.capstan.version.Stamp;
import io.capstan.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes in an EVENTUAL keyspace: under which stamp they are sent, and sent again. */
final class StampedWritesTest {
  private FakeCluster cluster;
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().prefer("n1").build();
    done(
        client
            .admin()
            .createKeyspace("e", Mode.MODE_EVENTUAL, KeyspaceOptions.getDefaultInstance()));
    keyspace = client.keyspaceAsync("e");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  /** The stamps of everything that was received, node by node. */
  private List<Stamp> received() throws Exception {
    List<Stamp> stamps = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      for (int count = cluster.node(number).receivedCount(); count > 0; count--) {
        OperationHeader header = cluster.node(number).received().getHeader();
        assertFalse(header.hasRequestId(), "a stamp is all the identity that it has");
        stamps.add((Stamp) Version.parse(header.getStamp().toByteArray()));
      }
    }
    return stamps;
  }

  @Test
  void aWriteWhoseStreamBreaksIsRetriedElsewhereWithTheSameStamp() throws Exception {
    cluster.node(1).next(Behaviour.applyThenBreakStream());
    done(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(1, cluster.node(1).receivedCount());
    List<Stamp> stamps = received();
    assertEquals(2, stamps.size());
    assertEquals(stamps.get(0), stamps.get(1));
    assertEquals(1, cluster.index(), "one write, whoever was asked");
  }

  @Test
  void aWriteThatANodeRefusesForItsClockGoesToAnotherWithTheSameStamp() throws Exception {
    cluster.node(1).next(Behaviour.refuse(Failure.CLOCK_SKEW));
    done(keyspace.put(bytes("a"), bytes("1")));
    List<Stamp> stamps = received();
    assertEquals(2, stamps.size());
    assertEquals(stamps.get(0), stamps.get(1));
  }

  @Test
  void eachWriteHasALaterStampThanTheOneBefore() throws Exception {
    for (int i = 0; i < 50; i++) {
      done(keyspace.put(bytes("a"), bytes("1")));
    }
    List<Stamp> stamps = received();
    assertEquals(50, stamps.size());
    for (int i = 1; i < stamps.size(); i++) {
      assertTrue(stamps.get(i).compareTo(stamps.get(i - 1)) > 0, stamps::toString);
    }
  }

  @Test
  void anUnknownWriteWhoseStampIsTooOldByNowStaysUnknownForGood() throws Exception {
    cluster.node(1).next(Behaviour.applyThenBreakStream());
    cluster.node(2).always(Behaviour.refuse(Failure.STAMP_TOO_OLD));
    cluster.node(3).always(Behaviour.refuse(Failure.STAMP_TOO_OLD));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
    assertTrue(UnknownWrite.of(failure).isEmpty());
    assertEquals(2, received().size());
  }

  @Test
  void anUnknownWriteIsRetriedWithTheStampItHad() throws Exception {
    cluster.node(1).next(Behaviour.applyThenBreakStream());
    cluster.node(2).always(Behaviour.refuse(Failure.DISK_FULL));
    cluster.node(3).always(Behaviour.refuse(Failure.DISK_FULL));
    CapstanException failure = failed(keyspace.put(bytes("a"), bytes("1")));
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
    cluster.node(2).always(Behaviour.honest());
    cluster.node(3).always(Behaviour.honest());
    done(keyspace.retry(UnknownWrite.of(failure).orElseThrow()));
    List<Stamp> stamps = received();
    assertEquals(3, stamps.size());
    assertEquals(1, stamps.stream().distinct().count());
    assertEquals(1, cluster.index(), "it had been applied, and is not applied again");
  }
}
