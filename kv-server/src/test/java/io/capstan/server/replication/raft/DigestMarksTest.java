package io.capstan.server.replication.raft;

import static io.capstan.server.core.Commands.by;
import static io.capstan.server.core.Commands.entry;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.mark;
import static io.capstan.server.core.Commands.openSession;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.replication.raft.Replica.KEYS;
import static io.capstan.server.replication.raft.Replica.KEYSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.server.core.EntryCodec;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.FaultyRowStore;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DigestMarksTest {
  private final FaultyRowStore store = new FaultyRowStore(new MemoryRowStore());
  private final Queue<Runnable> hashing = new ArrayDeque<>();
  private final DigestMarks marks = new DigestMarks(store, KEYS, hashing::add);

  @Test
  void replicasWithTheSameLogHaveTheSameDigest() {
    Replica one = new Replica(new MemoryRowStore());
    Replica two = new Replica(new MemoryRowStore());
    for (Replica replica : List.of(one, two)) {
      replica.apply(openSession(), in(KEYSPACE, put("a", "1")), in(77, put("b", "2")));
    }

    Digest digest = one.digest();

    assertEquals(digest, two.digest());
    assertEquals(2, digest.rows());
    assertEquals(new LogPosition(1, 2), digest.position());
    assertEquals(32, digest.sha256().size());
  }

  @Test
  void anyDifferenceInRowsOrRequestMemoryShows() {
    Replica base = new Replica(new MemoryRowStore());
    base.apply(openSession(), in(KEYSPACE, put("a", "1")));
    Replica otherValue = new Replica(new MemoryRowStore());
    otherValue.apply(openSession(), in(KEYSPACE, put("a", "2")));
    Replica otherKeyspace = new Replica(new MemoryRowStore());
    otherKeyspace.apply(openSession(), in(-1, put("a", "1")));
    Replica otherMemory = new Replica(new MemoryRowStore());
    otherMemory.apply(openSession(), by(1024, 1, 1, in(KEYSPACE, put("a", "1"))));

    Digest digest = base.digest();

    for (Replica other : List.of(otherValue, otherKeyspace, otherMemory)) {
      Digest otherDigest = other.digest();
      assertEquals(1, otherDigest.rows());
      assertNotEquals(digest.sha256(), otherDigest.sha256());
    }
  }

  @Test
  void otherShardsOfTheStoreDoNotCount() {
    Replica alone = new Replica(new MemoryRowStore());
    Replica crowded = new Replica(store);
    for (int shard : new int[] {KEYS.shard() - 1, KEYS.shard() + 1}) {
      ShardApplier neighbour = new ShardApplier(store, new ShardKeys(shard), marks);
      neighbour.restore();
      neighbour.apply(
          new LogPosition(1, 1),
          EntryCodec.encode(
              entry(0, openSession(), in(4, put("x", "1")), in(KEYSPACE, put("x", "1")))));
    }
    alone.apply(in(KEYSPACE, put("a", "1")), in(9, put("a", "1")));
    crowded.apply(in(KEYSPACE, put("a", "1")), in(9, put("a", "1")));

    assertEquals(alone.digest(), crowded.digest());
  }

  @Test
  void theDigestIsOfTheStateAtTheMarkWhateverComesLater() {
    ShardApplier applier = applier();
    Replica expected = new Replica(new MemoryRowStore());
    CompletableFuture<Digest> digest = marks.arm(99);
    apply(applier, 1, in(KEYSPACE, put("a", "1")));
    apply(applier, 2, mark(99));
    apply(applier, 3, in(KEYSPACE, put("a", "2")));
    assertFalse(digest.isDone(), "hashing is the executor's");

    assertEquals(1, store.openViews());

    hashing.remove().run();

    assertEquals(0, store.openViews());
    expected.apply(in(KEYSPACE, put("a", "1")));
    assertEquals(expected.digest(), digest.join());
  }

  @Test
  void aMarkThatNobodyArmedTakesNoSnapshot() {
    CompletableFuture<Digest> other = marks.arm(1);
    apply(applier(), 1, mark(2));

    assertTrue(hashing.isEmpty());
    assertFalse(other.isDone());
  }

  @Test
  void severalMayWaitForOneMark() {
    CompletableFuture<Digest> one = marks.arm(1);
    CompletableFuture<Digest> two = marks.arm(1);
    apply(applier(), 1, mark(1));
    hashing.remove().run();

    assertEquals(one.join(), two.join());
    assertTrue(hashing.isEmpty());
  }

  @Test
  void oneTooManyIsRefusedAsOverloaded() {
    armAll();

    CompletionException failure =
        assertThrows(CompletionException.class, () -> marks.arm(5).join());

    assertEquals(
        Failure.OVERLOADED, assertInstanceOf(CapstanException.class, failure.getCause()).failure());
  }

  @Test
  void aDigestBeingHashedStillHoldsItsPlace() {
    armAll();
    apply(applier(), 1, mark(0));

    assertTrue(marks.arm(5).isCompletedExceptionally());
    hashing.remove().run();
    assertFalse(marks.arm(5).isCompletedExceptionally());
  }

  @Test
  void cancellingGivesThePlaceBackAndTheMarkIsUnarmed() {
    List<CompletableFuture<Digest>> armed = armAll();
    armed.get(0).cancel(false);

    assertFalse(marks.arm(5).isDone());
    apply(applier(), 1, mark(0));
    assertTrue(hashing.isEmpty());
  }

  @Test
  void aCancelledHashEndsAndClosesItsView() {
    CompletableFuture<Digest> digest = marks.arm(1);
    apply(applier(), 1, in(KEYSPACE, put("a", "1")), mark(1));
    digest.cancel(false);

    hashing.remove().run();

    assertTrue(digest.isCancelled());
    assertEquals(0, store.openViews());
  }

  @Test
  void aFailureToHashIsTheWaitersAndNotTheReplicas() {
    DigestMarks rejecting =
        new DigestMarks(
            store,
            KEYS,
            task -> {
              throw new RejectedExecutionException("shut down");
            });
    ShardApplier applier = new ShardApplier(store, KEYS, rejecting);
    applier.restore();
    CompletableFuture<Digest> digest = rejecting.arm(1);

    apply(applier, 1, mark(1));

    assertTrue(digest.isCompletedExceptionally());
    assertEquals(1, applier.position().index());
    assertEquals(0, store.openViews());
  }

  @Test
  void aStoreThatIsGoneFailsTheDigest() {
    CompletableFuture<Digest> digest = marks.arm(1);
    apply(applier(), 1, mark(1));
    store.close();

    hashing.remove().run();

    assertTrue(digest.isCompletedExceptionally());
  }

  private List<CompletableFuture<Digest>> armAll() {
    List<CompletableFuture<Digest>> armed = new ArrayList<>();
    for (int nonce = 0; nonce < DigestMarks.ARMED_MAX; nonce++) {
      armed.add(marks.arm(nonce));
    }
    return armed;
  }

  private ShardApplier applier() {
    ShardApplier applier = new ShardApplier(store, KEYS, marks);
    applier.restore();
    return applier;
  }

  private static void apply(ShardApplier applier, long index, Command... commands) {
    applier.apply(new LogPosition(Replica.TERM, index), EntryCodec.encode(entry(0, commands)));
  }
}
