package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static io.capstan.client.Outcomes.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each verb asks of a node, and makes of the answer. */
final class VerbsTest {
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
  void aDeleteTellsWhetherThereWasARow() throws Exception {
    done(keyspace.put(bytes("a"), bytes("1")));
    assertTrue(done(keyspace.delete(bytes("a"))).value().existed());
    assertNull(cluster.row("a"));
    assertFalse(done(keyspace.delete(bytes("a"))).value().existed());
  }

  @Test
  void aWriteThatFoundALaterOneSaysSo() throws Exception {
    assertFalse(done(keyspace.put(bytes("a"), bytes("1"))).value().superseded());
    cluster.node(1).next(Behaviour.supersede(), Behaviour.supersede());
    assertTrue(done(keyspace.put(bytes("a"), bytes("2"))).value().superseded());
    assertTrue(done(keyspace.delete(bytes("a"))).value().superseded());
    assertEquals("1", cluster.row("a"));
    assertFalse(done(keyspace.delete(bytes("a"))).value().superseded());
  }

  @Test
  void aCompareAndSetOnAbsenceMakesARowOnce() throws Exception {
    CasOutcome first =
        done(keyspace.compareAndSet(bytes("a"), Expected.absent(), bytes("1"))).value();
    CasOutcome second =
        done(keyspace.compareAndSet(bytes("a"), Expected.absent(), bytes("2"))).value();

    assertTrue(first.applied());
    assertFalse(second.applied());
    assertEquals("1", cluster.row("a"));
    assertArrayEquals(
        first.version().orElseThrow(), second.version().orElseThrow(), "the row as it is");
  }

  @Test
  void aCompareAndSetOnAVersionHoldsForThatVersionOnly() throws Exception {
    byte[] old = done(keyspace.put(bytes("a"), bytes("1"))).value().version();
    byte[] present = done(keyspace.put(bytes("a"), bytes("2"))).value().version();

    assertFalse(
        done(keyspace.compareAndSet(bytes("a"), Expected.version(old), bytes("3")))
            .value()
            .applied());
    assertTrue(
        done(keyspace.compareAndSet(bytes("a"), Expected.version(present), bytes("3")))
            .value()
            .applied());
    assertEquals("3", cluster.row("a"));
  }

  @Test
  void aCompareAndSetOfARowThatIsGoneNamesNoVersion() throws Exception {
    byte[] version = done(keyspace.put(bytes("a"), bytes("1"))).value().version();
    var unused = done(keyspace.delete(bytes("a")));

    CasOutcome outcome =
        done(keyspace.compareAndSet(bytes("a"), Expected.version(version), bytes("2"))).value();

    assertFalse(outcome.applied());
    assertEquals(Optional.empty(), outcome.version());
  }

  @Test
  void aCompareAndDeleteDeletesThatVersionOnly() throws Exception {
    byte[] version = done(keyspace.put(bytes("a"), bytes("1"))).value().version();

    assertFalse(done(keyspace.compareAndDelete(bytes("a"), Expected.absent())).value().applied());
    assertEquals("1", cluster.row("a"));
    CasOutcome outcome =
        done(keyspace.compareAndDelete(bytes("a"), Expected.version(version))).value();

    assertTrue(outcome.applied());
    assertEquals(Optional.empty(), outcome.version());
    assertNull(cluster.row("a"));
  }

  @Test
  void anIncrementAnswersWithTheSumAndTheVersionThatHoldsIt() throws Exception {
    assertEquals(5, done(keyspace.increment(bytes("n"), 5)).value().value());
    WriteResult.Increment sum = done(keyspace.increment(bytes("n"), -7)).value();

    assertEquals(-2, sum.value());
    Value row = done(keyspace.get(bytes("n"))).value().orElseThrow();
    assertEquals("-2", text(row.bytes()));
    assertArrayEquals(sum.version(), row.version());
  }

  @Test
  void anIncrementOfWhatIsNoNumberIsRefused() throws Exception {
    done(keyspace.put(bytes("n"), bytes("many")));
    assertEquals(Failure.NOT_A_NUMBER, failed(keyspace.increment(bytes("n"), 1)).failure());
  }

  @Test
  void aBatchHasAResultForEachWriteInItsOrder() throws Exception {
    done(keyspace.put(bytes("gone"), bytes("1")));

    List<WriteResult> results =
        done(keyspace.batchWrite(
                List.of(
                    WriteOp.put(bytes("a"), bytes("1")),
                    WriteOp.delete(bytes("gone")),
                    WriteOp.compareAndSet(bytes("b"), Expected.absent(), bytes("2")),
                    WriteOp.increment(bytes("n"), 3))))
            .value()
            .results();

    assertTrue(results.get(0) instanceof WriteResult.Put);
    assertTrue(results.get(1) instanceof WriteResult.Delete delete && delete.existed());
    assertTrue(results.get(2) instanceof WriteResult.CompareAndSet cas && cas.outcome().applied());
    assertTrue(results.get(3) instanceof WriteResult.Increment sum && sum.value() == 3);
  }

  @Test
  void everyWriteThatMakesARowMayGiveItALife() throws Exception {
    done(keyspace.put(bytes("put"), bytes("1"), Duration.ofSeconds(30)));
    done(keyspace.compareAndSet(bytes("cas"), Expected.absent(), bytes("1"), Duration.ofDays(2)));
    done(
        keyspace.batchWrite(
            List.of(
                WriteOp.put(bytes("put of batch"), bytes("1"), Duration.ofMillis(7)),
                WriteOp.compareAndSet(
                    bytes("cas of batch"), Expected.absent(), bytes("1"), Duration.ofMillis(8)))));
    done(keyspace.put(bytes("least"), bytes("1"), Duration.ofNanos(1)));
    done(keyspace.put(bytes("for ever"), bytes("1")));

    assertEquals(Optional.of(Instant.ofEpochSecond(30)), expiry("put"));
    assertEquals(Optional.of(Instant.ofEpochSecond(2 * 24 * 3600)), expiry("cas"));
    assertEquals(Optional.of(Instant.ofEpochMilli(7)), expiry("put of batch"));
    assertEquals(Optional.of(Instant.ofEpochMilli(8)), expiry("cas of batch"));
    assertEquals(Optional.of(Instant.ofEpochMilli(1)), expiry("least"));
    assertEquals(Optional.empty(), expiry("for ever"));
  }

  private Optional<Instant> expiry(String key) throws Exception {
    return done(keyspace.get(bytes(key))).value().orElseThrow().expiresAt();
  }

  @Test
  void aLifeThatIsNegativeOrTooLongIsRefusedBeforeAnythingIsSent() throws Exception {
    for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertEquals(
          Failure.INVALID_ARGUMENT, failed(keyspace.put(bytes("a"), bytes("1"), wrong)).failure());
    }
    for (Duration wrong : List.of(Duration.ofDays(3651), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertEquals(
          Failure.LIMIT_EXCEEDED,
          failed(keyspace.compareAndSet(bytes("a"), Expected.absent(), bytes("1"), wrong))
              .failure());
    }
    assertNull(cluster.row("a"));
  }

  @Test
  void aSeedThatIsNotHostAndPortIsRefused() {
    for (String wrong :
        List.of("localhost", "localhost:", ":7400", "a:0", "a:65536", "a b:1", "")) {
      assertThrows(
          IllegalArgumentException.class, () -> CapstanClient.builder().seeds(wrong), wrong);
    }
    for (String right : List.of("localhost:7400", "10.0.0.1:1", "[::1]:65535", "n-1.example:80")) {
      assertNotNull(CapstanClient.builder().seeds(right), right);
    }
  }
}
