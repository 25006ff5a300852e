package io.capstan.server.replication.raft;

import static io.capstan.server.core.Commands.batchIn;
import static io.capstan.server.core.Commands.by;
import static io.capstan.server.core.Commands.delete;
import static io.capstan.server.core.Commands.drop;
import static io.capstan.server.core.Commands.entry;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.increment;
import static io.capstan.server.core.Commands.openSession;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.core.Commands.putIfAbsent;
import static io.capstan.server.core.Commands.text;
import static io.capstan.server.core.Commands.withTtl;
import static io.capstan.server.replication.raft.Replica.KEYS;
import static io.capstan.server.replication.raft.Replica.KEYSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.Row;
import io.capstan.server.replication.raft.RowReader.Page;
import io.capstan.server.replication.raft.RowReader.ScanLimit;
import io.capstan.server.replication.raft.RowReader.ScanRange;
import io.capstan.server.storage.FaultyRowStore;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.PageLimit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that expire, in one replica: by shard time alone (protocols.md R9). */
class ExpiryTest {
  private static final long NOW = 1_000_000;
  private static final ScanLimit ALL = new ScanLimit(1000, 1 << 20, false);

  private final MemoryRowStore memory = new MemoryRowStore();
  private final FaultyRowStore store = new FaultyRowStore(memory);
  private final Replica replica = new Replica(store);

  @Test
  void aRowIsReadWithItsExpiryUntilShardTimeGetsThere() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    assertEquals(NOW + 10, read("k").orElseThrow().expiryMillis());

    at(NOW + 9);
    assertTrue(read("k").isPresent());
    at(NOW + 10);
    assertEquals(Optional.empty(), read("k"));
  }

  @Test
  void aRowThatIsStillOnDiskHasExpiredForEveryRead() {
    fill(1_000, 10);
    at(NOW + 10);

    assertTrue(onDisk("key-00999"), "not taken away yet");
    assertNull(replica.rows.get(KEYSPACE, text("key-00999")));
    assertEquals(Optional.empty(), read("key-00999"));
    assertEquals(List.of(), scan(ALL).rows());
  }

  @Test
  void aRowThatIsStillOnDiskHasExpiredForEveryCommand() {
    fill(1_000, 10);
    List<WriteOutcome> outcomes =
        at(
            NOW + 10,
            in(KEYSPACE, delete("key-00999")),
            in(KEYSPACE, increment("key-00998", 1)),
            in(KEYSPACE, putIfAbsent("key-00997", "new")),
            batchIn(KEYSPACE, increment("key-00996", 2), delete("key-00995")));

    assertTrue(onDisk("key-00994"), "not taken away yet");
    assertFalse(outcomes.get(0).getExisted());
    assertEquals(1, outcomes.get(1).getNumber());
    assertTrue(outcomes.get(2).getApplied());
    assertEquals(2, outcomes.get(3).getParts(0).getNumber());
    assertFalse(outcomes.get(3).getParts(1).getExisted());
    drain();
    assertEquals("new", replica.get("key-00997"));
    assertFalse(onDisk("key-00999"));
  }

  @Test
  void anEntryTakesAwaySomeAndInTheOrderOfTheirExpiry() {
    fill(1_000, 10);
    at(NOW, in(KEYSPACE, withTtl(put("first", "v"), 5)));
    at(NOW + 10);

    assertFalse(onDisk("first"));
    assertFalse(onDisk("key-00254"));
    assertTrue(onDisk("key-00255"));
    assertTrue(replica.applier.expiryDue(0), "more is to be done");
    drain();
    assertEquals(0, replica.digest().rows());
    assertEquals(List.of(), notes());
  }

  @Test
  void anEntryTakesAwayMoreRowsThanItMakes() {
    fill(1_000, 10);
    Write[] writes =
        IntStream.range(0, 500).mapToObj(i -> put("new-" + i, "v")).toArray(Write[]::new);
    at(NOW + 10, batchIn(KEYSPACE, writes));

    assertFalse(onDisk("key-00999"));
    assertEquals(500, replica.digest().rows());
  }

  @Test
  void aClockThatIsBehindNeitherRevivesARowNorShortensAnothersLife() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    at(NOW + 10);
    at(NOW - 50, in(KEYSPACE, withTtl(put("other", "v"), 40)));

    assertEquals(Optional.empty(), read("k"));
    assertEquals(NOW + 50, read("other").orElseThrow().expiryMillis());
  }

  @Test
  void shardTimeAndNotesOutliveARestart() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)), in(-1, withTtl(put("k", "w"), 20)));

    Replica restarted = new Replica(memory);
    assertFalse(restarted.applier.expiryDue(NOW + 9));
    assertTrue(restarted.applier.expiryDue(NOW + 10));
    restarted.apply(entry(NOW + 10));
    assertNull(restarted.get("k"));
    assertEquals("w", restarted.get(-1, "k"));
    restarted.apply(entry(NOW + 20));
    assertNull(new Replica(memory).get(-1, "k"));
  }

  @Test
  void aRetryOfAPutWhoseRowHasExpiredIsAnsweredAndMakesNoRow() {
    long session = replica.apply(entry(NOW, openSession())).get(0).getNumber();
    Command request = by(session, 1, 1, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    WriteOutcome first = at(NOW, request).get(0);
    at(NOW + 10);

    assertEquals(List.of(first), at(NOW + 10, request));
    assertEquals(List.of(first), new Replica(memory).apply(entry(NOW + 11, request)));
    assertEquals(Optional.empty(), read("k"));
    assertFalse(onDisk("k"));
  }

  @Test
  void whateverReplacesARowTakesItsNoteAlong() {
    at(
        NOW,
        in(KEYSPACE, withTtl(put("kept", "v"), 10)),
        in(KEYSPACE, withTtl(put("deleted", "v"), 10)),
        in(KEYSPACE, withTtl(put("prolonged", "v"), 10)),
        in(KEYSPACE, withTtl(put("counted", "1"), 10)));
    at(
        NOW + 5,
        in(KEYSPACE, put("kept", "for ever")),
        in(KEYSPACE, delete("deleted")),
        in(KEYSPACE, withTtl(put("prolonged", "v"), 10)),
        in(KEYSPACE, increment("counted", 1)));

    assertEquals(
        List.of(
            ByteString.copyFrom(KEYS.expiry(KEYSPACE, NOW + 10, text("counted")).toBytes()),
            ByteString.copyFrom(KEYS.expiry(KEYSPACE, NOW + 15, text("prolonged")).toBytes())),
        notes());
    at(NOW + 10);
    assertEquals("for ever", replica.get("kept"));
    assertEquals("v", replica.get("prolonged"));
    assertFalse(onDisk("counted"));
    at(NOW + 15);
    assertFalse(onDisk("prolonged"));
    assertEquals("for ever", replica.get("kept"));
  }

  @Test
  void aRowThatIsMadeTwiceInAnEntryHasOneNote() {
    at(
        NOW,
        in(KEYSPACE, withTtl(put("k", "1"), 10)),
        in(KEYSPACE, withTtl(put("k", "2"), 20)),
        in(KEYSPACE, withTtl(put("gone", "1"), 10)),
        in(KEYSPACE, delete("gone")));

    assertEquals(
        List.of(ByteString.copyFrom(KEYS.expiry(KEYSPACE, NOW + 20, text("k")).toBytes())),
        notes());
  }

  @Test
  void aRowMayComeBackInTheEntryThatTakesItAway() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "old"), 10)));
    at(NOW + 10, in(KEYSPACE, withTtl(putIfAbsent("k", "new"), 10)));

    assertEquals("new", read("k").orElseThrow().payload().toStringUtf8());
    at(NOW + 19);
    assertTrue(read("k").isPresent());
    at(NOW + 20);
    assertEquals(List.of(), notes());
    assertFalse(onDisk("k"));
  }

  @Test
  void theDropOfAKeyspaceTakesItsNotesAndNoOthers() {
    at(
        NOW,
        in(KEYSPACE, withTtl(put("k", "v"), 10)),
        in(KEYSPACE + 1, withTtl(put("k", "other"), 10)));
    at(NOW + 1, in(KEYSPACE, withTtl(put("same entry", "v"), 10)), drop(KEYSPACE));

    assertEquals(
        List.of(ByteString.copyFrom(KEYS.expiry(KEYSPACE + 1, NOW + 10, text("k")).toBytes())),
        notes());
    at(NOW + 20);
    assertNull(replica.get(KEYSPACE + 1, "k"));
  }

  @Test
  void nothingIsDueInAShardWhoseRowsLastForEver() {
    at(NOW, in(KEYSPACE, put("k", "v")));
    assertFalse(replica.applier.expiryDue(Long.MAX_VALUE - 1));

    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    assertFalse(replica.applier.expiryDue(NOW + 9));
    assertTrue(replica.applier.expiryDue(NOW + 10));

    at(NOW + 5, in(KEYSPACE, put("k", "for ever")));
    at(NOW + 10);
    assertFalse(replica.applier.expiryDue(NOW + 11), "once looked for in vain");
  }

  @Test
  void rowsThatLastForEverCostNoLookUpAndLeaveNoNote() {
    at(NOW, in(KEYSPACE, put("k", "v")));
    byte[] corrupt = KEYS.row(KEYSPACE, text("k")).toBytes();
    memory.write(new RowStore.Batch().put(corrupt, new byte[20]));

    at(NOW, in(KEYSPACE, put("k", "w")));
    assertEquals("w", replica.get("k"));
    assertEquals(List.of(), notes());
  }

  @Test
  void theDigestCoversWhenRowsExpire() {
    Replica other = new Replica(new MemoryRowStore());
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    other.apply(entry(NOW, in(KEYSPACE, withTtl(put("k", "v"), 11))));
    assertNotEquals(replica.digest().sha256(), other.digest().sha256());

    byte[] note = KEYS.expiry(KEYSPACE, NOW + 10, text("k")).toBytes();
    ByteString before = replica.digest().sha256();
    Replica lost = new Replica(memory);
    memory.write(new RowStore.Batch().delete(note));
    assertNotEquals(before, lost.digest().sha256());
  }

  @Test
  void aNoteThatTheRowDoesNotBearOutStopsTheReplica() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    byte[] wrong = KEYS.expiry(KEYSPACE, NOW + 5, text("k")).toBytes();
    memory.write(new RowStore.Batch().put(wrong, new byte[0]));
    Replica restarted = new Replica(memory);

    assertThrows(IllegalStateException.class, () -> restarted.apply(entry(NOW + 5)));
    assertEquals("v", restarted.get("k"));
  }

  @Test
  void aFailedWriteLosesNoNote() {
    at(NOW, in(KEYSPACE, withTtl(put("k", "v"), 10)));
    store.failWrite(1);
    assertThrows(RuntimeException.class, () -> at(NOW + 10));
    replica.applier.restore();

    at(NOW + 10);
    assertFalse(onDisk("k"));
    assertEquals(0, store.openViews());
  }

  @Test
  void aScanPassesExpiredRowsAndEndsAPageAmongVeryMany() {
    for (int batch = 0; batch < 25; batch++) {
      fill(batch, 1_000, 10);
    }
    at(NOW, in(KEYSPACE, put("zzz", "v")));
    at(NOW + 10);

    Page first = scan(new ScanLimit(1, 1 << 20, false));
    assertEquals(List.of(), first.rows());
    ByteString next = first.next();
    assertNotNull(next);
    Page second = scan(next, new ScanLimit(1, 1 << 20, false));
    ByteString third = second.next();
    assertNotNull(third);
    Page last = scan(third, new ScanLimit(1, 1 << 20, false));
    assertEquals(text("zzz"), last.rows().get(0).key());
    assertNull(last.next());
  }

  private List<WriteOutcome> at(long timeMillis, Command... commands) {
    return replica.apply(entry(timeMillis, commands));
  }

  /** So many rows, each a number, in one entry. */
  private void fill(int rows, long ttlMillis) {
    fill(0, rows, ttlMillis);
  }

  private void fill(int batch, int rows, long ttlMillis) {
    Write[] writes =
        IntStream.range(batch * rows, (batch + 1) * rows)
            .mapToObj(i -> withTtl(put("key-%05d".formatted(i), "7"), ttlMillis))
            .toArray(Write[]::new);
    at(NOW, batchIn(KEYSPACE, writes));
  }

  private void drain() {
    while (replica.applier.expiryDue(0)) {
      at(0);
    }
  }

  private Optional<Row> read(String key) {
    Row row = replica.rows.get(KEYSPACE, text(key));
    assertEquals(
        List.of(Optional.ofNullable(row)),
        replica.rows.getAll(KEYSPACE, List.of(text(key))).rows());
    return Optional.ofNullable(row);
  }

  private Page scan(ScanLimit limit) {
    return scan(ByteString.EMPTY, limit);
  }

  private Page scan(ByteString start, ScanLimit limit) {
    ScanRange range = new ScanRange(KEYSPACE, ByteString.EMPTY, start, ByteString.EMPTY);
    return replica.rows.scan(range, limit).rows();
  }

  private boolean onDisk(String key) {
    return memory.get(KEYS.row(KEYSPACE, text(key)).toBytes()) != null;
  }

  /** The keys of all notes, of whichever keyspace. */
  private List<ByteString> notes() {
    try (RowStore.View view = memory.snapshot()) {
      return view.scan(new byte[] {6}, new byte[] {7}, new PageLimit(10_000, 1 << 30)).stream()
          .map(note -> ByteString.copyFrom(note.key()))
          .toList();
    }
  }
}
