package io.capstan.server.replication.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.replication.raft.Await;
import io.capstan.server.storage.FaultyRowStore;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a write is answered, and what the disk has by then. */
@Timeout(60)
class ReplicaWriterTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration LATE = Duration.ofHours(1);

  /** The incarnation whose rows keep the writer busy until the test says so. */
  private static final int HOLDS_UP = 3;

  private final Set<Integer> dropped = ConcurrentHashMap.newKeySet();
  private final CountDownLatch heldUp = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final MemoryRowStore disk = new MemoryRowStore();
  private final FaultyRowStore store = new FaultyRowStore(disk);
  private final ReplicaWriter writer =
      ReplicaWriter.start(store, Ticker.system(), this::isDropped, Runnable::run, 1 << 20);
  private final LocalReplica replica =
      new LocalReplica(
          writer, new SliceRows(store), keyspace -> AT_ONCE, Runnable::run, Runnable::run);

  @AfterEach
  void close() {
    writer.close();
    store.close();
  }

  private static ReplicaKey key(String key) {
    return new ReplicaKey(2, 7, ByteString.copyFromUtf8(key));
  }

  private boolean isDropped(int incarnation) {
    if (incarnation == HOLDS_UP) {
      heldUp.countDown();
      Await.until("the writer may go on", () -> goOn.getCount() == 0);
    }
    return dropped.contains(incarnation);
  }

  private static Stamp stampAt(long millis) {
    return new Stamp(HybridTime.ofMillis(millis), 0, 0, 0);
  }

  private static Row row(long millis, String value) {
    return Row.of(stampAt(millis), ByteString.copyFromUtf8(value));
  }

  private Stored store(String key, Row row, Duration syncWithin) {
    return Await.result(writer.store(key(key).toBytes(), row, syncWithin));
  }

  private Failure refused(String key, Duration syncWithin) {
    return Await.code(writer.store(key(key).toBytes(), row(1, "v"), syncWithin));
  }

  private Optional<Row> afterCrash(String key) {
    return new SliceRows(disk.afterCrash()).get(key(key));
  }

  @Test
  void anAnsweredWriteSurvivesACrash() {
    Row row = row(1, "v");
    // On the writer's thread, at the moment of the answer.
    var found =
        writer.store(key("k").toBytes(), row, AT_ONCE).thenApply(answered -> afterCrash("k"));
    assertEquals(Optional.of(row), Await.result(found));
  }

  @Test
  void aWriteWhoseSyncFailsIsNotAcknowledgedAndNoneIsEverAgain() {
    store.failFlushes(true);
    assertEquals(Failure.REPLICA_FAILED, refused("k", AT_ONCE));
    assertTrue(writer.failure().isPresent());
    assertFalse(replica.isReachable());
    store.failFlushes(false);
    assertEquals(Failure.REPLICA_FAILED, refused("k", AT_ONCE));
    assertEquals(Failure.REPLICA_FAILED, refused("other", LATE));
    assertEquals(Optional.empty(), afterCrash("k"));
  }

  @Test
  void aWriteThatTheDiskRefusesIsNotAcknowledgedAndNoneIsEverAgain() {
    store("before", row(1, "v"), AT_ONCE);
    store.failWrite(1);
    assertEquals(Failure.REPLICA_FAILED, refused("k", AT_ONCE));
    assertEquals(Failure.REPLICA_FAILED, refused("after", AT_ONCE));
    assertTrue(new SliceRows(store).get(key("before")).isPresent());
    assertEquals(Optional.empty(), new SliceRows(store).get(key("k")));
  }

  @Test
  void withASyncIntervalAWriteIsAnsweredBeforeItIsOnTheDisk() {
    store("k", row(1, "v"), LATE);
    assertTrue(new SliceRows(store).get(key("k")).isPresent());
    assertEquals(Optional.empty(), afterCrash("k"));
  }

  @Test
  void whenTheIntervalIsOverTheWriteIsOnTheDisk() {
    store("k", row(1, "v"), SOON);
    Await.until("it is on the disk", () -> afterCrash("k").isPresent());
  }

  @Test
  void oneWriteThatWantsTheDiskAtOnceBringsTheEarlierOnesWithIt() {
    store("late", row(1, "v"), LATE);
    store("now", row(1, "v"), AT_ONCE);
    assertTrue(afterCrash("late").isPresent());
  }

  @Test
  void aLateSyncThatFailsEndsAllWriting() {
    store.failFlushes(true);
    store("k", row(1, "v"), SOON);
    Await.until("the sync has failed", () -> writer.failure().isPresent());
    assertEquals(Failure.REPLICA_FAILED, refused("k", LATE));
  }

  @Test
  void aRowThatWaitsWhileItsKeyspaceIsDroppedIsRefusedAndLeavesNothing() throws Exception {
    store("early", row(1, "v"), AT_ONCE);
    byte[] slow = new ReplicaKey(HOLDS_UP, 7, ByteString.copyFromUtf8("slow")).toBytes();
    var holdsUp = writer.store(slow, row(1, "v"), AT_ONCE);
    heldUp.await();
    var waiting = writer.store(key("late").toBytes(), row(1, "v"), AT_ONCE);
    dropped.add(2);
    writer.removeDropped();
    goOn.countDown();
    Await.result(holdsUp);
    assertEquals(Failure.KEYSPACE_GONE, Await.code(waiting));
    Await.until("the rows are gone", () -> new SliceRows(store).get(key("early")).isEmpty());
    assertEquals(Failure.KEYSPACE_GONE, refused("later", AT_ONCE));
    assertEquals(new SliceSum(0, 0, 0), new SliceRows(store).sum(2, 7));
  }

  @Test
  void theRowsOfADroppedKeyspaceGoWithoutAnotherWrite() {
    store("k", row(1, "v"), AT_ONCE);
    dropped.add(2);
    writer.removeDropped();
    Await.until("the row is gone", () -> new SliceRows(store).get(key("k")).isEmpty());
  }

  @Test
  void whetherThereWasAValueIsJudgedByTheTimeOfTheWrite() {
    store("k", new Row(0, 2_000, stampAt(1_000), ByteString.copyFromUtf8("v")), AT_ONCE);
    assertTrue(store("k", row(1, "earlier"), AT_ONCE).hadValue());
    assertTrue(store("k", new Row(0, 2_000, stampAt(1_999), ByteString.EMPTY), AT_ONCE).hadValue());
    assertFalse(store("k", Row.tombstone(stampAt(2_000)), AT_ONCE).hadValue());
  }

  @Test
  void whatWasAnsweredIsOnTheDiskOnceTheWriterIsClosed() {
    store("k", row(1, "v"), LATE);
    writer.close();
    assertTrue(afterCrash("k").isPresent());
    assertEquals(Failure.UNAVAILABLE, refused("after", AT_ONCE));
  }
}
