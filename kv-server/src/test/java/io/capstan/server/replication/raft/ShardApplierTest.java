package io.capstan.server.replication.raft;

import static io.capstan.server.core.Commands.batchIn;
import static io.capstan.server.core.Commands.by;
import static io.capstan.server.core.Commands.drop;
import static io.capstan.server.core.Commands.entry;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.increment;
import static io.capstan.server.core.Commands.openSession;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.core.Commands.putIfAbsent;
import static io.capstan.server.core.Commands.text;
import static io.capstan.server.replication.raft.Replica.KEYS;
import static io.capstan.server.replication.raft.Replica.KEYSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.limits.Limits;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.EntryCodec;
import io.capstan.server.core.Row;
import io.capstan.server.core.SessionTable;
import io.capstan.server.core.UnknownCommandException;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.FaultyRowStore;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import io.capstan.server.storage.StoreException;
import io.capstan.v1.ErrorCode;
import io.capstan.version.LogVersion;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardApplierTest {
  private final MemoryRowStore memory = new MemoryRowStore();
  private final FaultyRowStore store = new FaultyRowStore(memory);
  private final Replica replica = new Replica(store);

  @Test
  void anEmptyStoreStandsBeforeTheFirstEntry() {
    assertEquals(LogPosition.NOTHING, replica.applier.position());
  }

  @Test
  void laterCommandsOfAnEntrySeeTheEarlierOnes() {
    List<WriteOutcome> outcomes =
        replica.apply(
            in(KEYSPACE, put("n", "40")),
            in(KEYSPACE, increment("n", 1)),
            in(KEYSPACE, putIfAbsent("n", "x")),
            batchIn(KEYSPACE, increment("n", 1), put("b", "1")));

    assertEquals(41, outcomes.get(1).getNumber());
    assertFalse(outcomes.get(2).getApplied());
    assertEquals(42, outcomes.get(3).getParts(0).getNumber());
    assertEquals("42", replica.get("n"));
    assertEquals("1", replica.get("b"));
  }

  @Test
  void aRetryGetsTheFirstOutcomeAndAppliesNothing() {
    long session = replica.openSession();
    Command request = by(session, 1, 1, in(KEYSPACE, increment("n", 1)));

    WriteOutcome first = replica.one(request);

    assertEquals(first, replica.one(request));
    assertEquals("1", replica.get("n"));
  }

  @Test
  void aDuplicateInOneEntryGetsTheFirstOutcome() {
    long session = replica.openSession();
    Command request = by(session, 1, 1, in(KEYSPACE, increment("n", 1)));

    List<WriteOutcome> outcomes = replica.apply(request, request);

    assertEquals(outcomes.get(0), outcomes.get(1));
    assertEquals("1", replica.get("n"));
  }

  @Test
  void aSessionMayBeUsedInTheEntryThatOpensIt() {
    long session = SessionTable.idOf(1, 0);

    List<WriteOutcome> outcomes =
        replica.apply(openSession(), by(session, 1, 1, in(KEYSPACE, put("k", "v"))));

    assertEquals(session, outcomes.get(0).getNumber());
    assertTrue(outcomes.get(1).getApplied());
  }

  @Test
  void withoutASessionEveryAttemptIsApplied() {
    Command request = in(KEYSPACE, increment("n", 1));

    replica.apply(request, request);
    replica.apply(request);

    assertEquals("3", replica.get("n"));
  }

  @Test
  void aRefusedCommandIsRememberedToo() {
    long session = replica.openSession();
    replica.apply(in(KEYSPACE, put("n", "no number")));
    Command request = by(session, 1, 1, in(KEYSPACE, increment("n", 1)));
    WriteOutcome first = replica.one(request);
    replica.apply(in(KEYSPACE, put("n", "1")));

    assertEquals(ErrorCode.ERROR_CODE_NOT_A_NUMBER, first.getError());
    assertEquals(first, replica.one(request));
    assertEquals("1", replica.get("n"));
  }

  @Test
  void anUnknownSessionIsNeverApplied() {
    WriteOutcome outcome = replica.one(by(77, 1, 1, in(KEYSPACE, put("k", "v"))));

    assertEquals(ErrorCode.ERROR_CODE_SESSION_EXPIRED, outcome.getError());
    assertNull(replica.get("k"));
  }

  @Test
  void requestsOutsideTheWindowAreNeverApplied() {
    long session = replica.openSession();

    WriteOutcome below = replica.one(by(session, 1, 2, in(KEYSPACE, put("k", "v"))));
    WriteOutcome beyond =
        replica.one(by(session, 2 + Limits.SESSION_WINDOW, 2, in(KEYSPACE, put("k", "v"))));

    assertEquals(ErrorCode.ERROR_CODE_DUPLICATE_EXPIRED, below.getError());
    assertEquals(ErrorCode.ERROR_CODE_SEQUENCE_TOO_FAR, beyond.getError());
    assertNull(replica.get("k"));
  }

  @Test
  void requestMemorySurvivesARestart() {
    long session = replica.openSession();
    Command request = by(session, 1, 1, in(KEYSPACE, increment("n", 1)));
    WriteOutcome first = replica.one(request);

    Replica restarted = new Replica(memory);

    assertEquals(replica.applier.position(), restarted.applier.position());
    assertEquals(first, restarted.one(request));
    assertEquals("1", restarted.get("n"));
  }

  @Test
  void sessionsExpireByTheHighestLeaderClockInTheLog() {
    long hour = SessionTable.IDLE_MILLIS_MAX;
    long session = replica.apply(entry(1_000, openSession())).get(0).getNumber();
    Command request = by(session, 1, 1, in(KEYSPACE, put("k", "v")));

    assertTrue(replica.apply(entry(1_000 + hour, request)).get(0).getApplied());
    replica.apply(entry(1_001 + 2 * hour));
    WriteOutcome late = replica.apply(entry(5, request)).get(0);

    assertEquals(ErrorCode.ERROR_CODE_SESSION_EXPIRED, late.getError());
    assertNull(memory.get(KEYS.session(session).toBytes()));
  }

  @Test
  void shardTimeNeverGoesBackAlsoAfterARestart() {
    long session = replica.apply(entry(9_000_000, openSession())).get(0).getNumber();

    Replica restarted = new Replica(memory);
    restarted.apply(entry(1, by(session, 1, 1, in(KEYSPACE, put("k", "v")))));
    restarted.apply(entry(9_000_000 + SessionTable.IDLE_MILLIS_MAX));

    assertTrue(
        restarted.one(by(session, 2, 1, in(KEYSPACE, put("k", "w")))).getApplied(),
        "an old leader's clock did not shorten the session's life");
  }

  @Test
  void aDroppedKeyspaceLosesItsRowsAndRefusesWrites() {
    replica.apply(in(KEYSPACE, put("k", "v")), in(KEYSPACE + 1, put("k", "other")));

    List<WriteOutcome> outcomes =
        replica.apply(
            in(KEYSPACE, put("same entry", "v")),
            drop(KEYSPACE),
            in(KEYSPACE, put("k", "again")),
            drop(KEYSPACE));

    assertTrue(outcomes.get(1).getExisted());
    assertEquals(ErrorCode.ERROR_CODE_KEYSPACE_GONE, outcomes.get(2).getError());
    assertFalse(outcomes.get(3).getExisted());
    assertNull(replica.get("k"));
    assertNull(replica.get("same entry"));
    assertEquals("other", replica.get(KEYSPACE + 1, "k"));
  }

  @Test
  void aDropIsRememberedAfterARestart() {
    replica.apply(drop(KEYSPACE));

    WriteOutcome outcome = new Replica(memory).one(in(KEYSPACE, put("k", "v")));

    assertEquals(ErrorCode.ERROR_CODE_KEYSPACE_GONE, outcome.getError());
  }

  @Test
  void aRetryOfAWriteFromBeforeTheDropIsToldThatItHappened() {
    long session = replica.openSession();
    Command before = by(session, 1, 1, in(KEYSPACE, put("k", "v")));
    WriteOutcome first = replica.one(before);
    replica.apply(drop(KEYSPACE));

    assertEquals(first, replica.one(before));
    assertEquals(
        ErrorCode.ERROR_CODE_KEYSPACE_GONE,
        replica.one(by(session, 2, 1, in(KEYSPACE, put("k", "v")))).getError());
  }

  @Test
  void anEntryIsOneBatchWithEachTouchedSessionOnceAndThePosition() {
    long session = replica.openSession();
    long idle = replica.openSession();
    replica.apply(
        by(session, 1, 1, in(KEYSPACE, put("a", "1"))),
        by(session, 2, 1, in(KEYSPACE, put("a", "2"))),
        by(session, 3, 1, in(KEYSPACE, put("b", "3"))));

    List<RowStore.Batch> batches = store.written();
    List<RowKey> keys =
        batches.get(batches.size() - 1).changes().stream().map(ShardApplierTest::putKey).toList();

    assertEquals(3, batches.size());
    assertEquals(
        List.of(
            KEYS.row(KEYSPACE, text("a")),
            KEYS.row(KEYSPACE, text("b")),
            KEYS.session(session),
            KEYS.applied()),
        keys);
    assertFalse(keys.contains(KEYS.session(idle)));
  }

  @Test
  void aFailedWriteStopsTheReplicaAndLeavesNothingOfTheEntry() {
    long session = replica.openSession();
    Command request = by(session, 1, 1, in(KEYSPACE, increment("n", 1)));
    LogPosition before = replica.applier.position();
    store.failWrite(1);

    assertThrows(StoreException.class, () -> replica.one(request));

    assertEquals(before, replica.applier.position());
    assertNull(replica.get("n"));
    assertThrows(IllegalStateException.class, () -> replica.one(request));
    assertThrows(IllegalStateException.class, () -> replica.applier.advance(new LogPosition(1, 9)));
    assertEquals(before, replica.applier.restore());
    assertTrue(replica.one(request).getApplied());
    assertEquals("1", replica.get("n"));
  }

  @Test
  void anEntryThatCannotBeReadStopsTheReplica() {
    LogPosition next = new LogPosition(1, 1);
    Command unknown = in(KEYSPACE, Write.getDefaultInstance());

    assertThrows(
        UnknownCommandException.class,
        () -> replica.applier.apply(next, ByteBuffer.wrap(new byte[] {2})));
    replica.applier.restore();
    assertThrows(UnknownCommandException.class, () -> replica.apply(unknown));
    replica.applier.restore();
    assertThrows(UnknownCommandException.class, () -> replica.apply(Command.getDefaultInstance()));
    assertEquals(LogPosition.NOTHING, replica.applier.position());
  }

  @Test
  void aCorruptRowStopsTheReplicaThatReadsIt() {
    byte[] key = KEYS.row(KEYSPACE, text("n")).toBytes();
    memory.write(new RowStore.Batch().put(key, new byte[20]));

    assertThrows(CorruptRowException.class, () -> replica.one(in(KEYSPACE, increment("n", 1))));
    assertThrows(IllegalStateException.class, replica::openSession);
  }

  @Test
  void anEntryIsNeverAppliedTwice() {
    replica.apply(in(KEYSPACE, increment("n", 1)));
    ByteBuffer entry = EntryCodec.encode(entry(0, in(KEYSPACE, increment("n", 1))));

    assertThrows(
        IllegalStateException.class,
        () -> replica.applier.apply(replica.applier.position(), entry));
    assertEquals("1", replica.get("n"));
  }

  @Test
  void nothingIsAppliedBeforeTheReplicaWasRestored() {
    ShardApplier applier = new ShardApplier(store, KEYS, replica.marks);

    assertThrows(
        IllegalStateException.class,
        () -> applier.apply(new LogPosition(1, 1), EntryCodec.encode(entry(0))));
  }

  @Test
  void anEmptyEntryIsPassedInMemoryAndRecordedWithTheNextOne() {
    replica.apply(in(KEYSPACE, put("k", "v")));
    replica.applier.advance(new LogPosition(2, 5));

    assertEquals(new LogPosition(2, 5), replica.applier.position());
    assertEquals(new LogPosition(1, 1), replica.applier.recordedPosition());
    assertEquals(new LogPosition(1, 1), new Replica(memory).applier.position());

    replica.apply(in(KEYSPACE, put("k", "w")));
    assertEquals(6, replica.applier.recordedPosition().index());
  }

  @Test
  void shardsOfOneStoreDoNotMeet() {
    ShardKeys otherKeys = new ShardKeys(KEYS.shard() + 1);
    ShardApplier other = new ShardApplier(memory, otherKeys, replica.marks);
    other.restore();
    replica.openSession();
    other.apply(
        new LogPosition(1, 7),
        EntryCodec.encode(entry(0, openSession(), in(KEYSPACE, put("k", "other")))));
    replica.apply(drop(KEYSPACE));

    assertEquals(2, new Replica(memory).index());
    assertEquals(new LogPosition(1, 7), other.restore());
    Row row = new ShardRows(memory, otherKeys, none -> false).get(KEYSPACE, text("k"));
    assertEquals(Row.of(new LogVersion(7, 1), text("other")), row);
  }

  private static RowKey putKey(RowStore.Change change) {
    return RowKey.parse(((RowStore.Change.Put) change).key());
  }
}
