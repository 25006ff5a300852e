package io.capstan.server.replication.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.PageQuorum.Need;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.raft.Await;
import io.capstan.server.storage.RowStore;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A coordinator over three replicas, some of which are away. */
@Timeout(60)
class QuorumOperationsTest {
  private static final List<String> NODES = List.of("a", "b", "c");
  private static final ReplicaKey KEY = new ReplicaKey(2, 7, ByteString.copyFromUtf8("k"));
  private static final long SHORT_NANOS = 50_000_000;

  private final FakeReplica a = new FakeReplica();
  private final FakeReplica b = new FakeReplica();
  private final FakeReplica c = new FakeReplica();
  private final Map<String, FakeReplica> replicas = Map.of("a", a, "b", b, "c", c);
  private final Ticker ticker = Ticker.system();
  private final ScheduledExecutorService timers = Threads.scheduler("test-timer");
  private final HintStore hints = new HintStore(a.store, a.writer(), 2);
  private final QuorumOperations quorum =
      new QuorumOperations(this::replica, hints, ticker, timers, Duration.ofMillis(5));

  private Optional<Replica> replica(String node) {
    return Optional.ofNullable(replicas.get(node));
  }

  @AfterEach
  void close() {
    quorum.close();
    timers.shutdownNow();
    replicas.values().forEach(FakeReplica::close);
  }

  private static Row row(long time, String value) {
    return Row.of(new Stamp(new HybridTime(time), 0, 0, 0), ByteString.copyFromUtf8(value));
  }

  private CompletionStage<WriteResult> write(ReplicaKey key, Row row, int needed) {
    return quorum.write(key, row, NODES, needed, ticker.nanos() + SHORT_NANOS);
  }

  private CompletionStage<ReadResult> read(int needed, SessionFloor floor) {
    return quorum.read(KEY, NODES, needed, floor, ticker.nanos() + SHORT_NANOS);
  }

  private static Failure failure(CompletionStage<?> stage) {
    return stage
        .handle((done, thrown) -> CapstanException.from(thrown).failure())
        .toCompletableFuture()
        .join();
  }

  @Test
  void aWriteReachesEveryReplica() {
    Await.result(write(KEY, row(1, "v"), 2).toCompletableFuture());
    Await.until("all have it", () -> replicas.values().stream().allMatch(this::hasIt));
  }

  private boolean hasIt(FakeReplica replica) {
    return replica.held(KEY).equals(Optional.of(row(1, "v")));
  }

  @Test
  void aReplicaThatIsAwayGetsItsRowByTheHintWhenItIsBack() {
    c.outOfReach(true);
    WriteResult done = Await.result(write(KEY, row(1, "v"), 2).toCompletableFuture());
    assertEquals(Set.of("c"), done.hinted());
    Await.until("the hint is kept", () -> hints.pending().equals(Map.of("c", 1L)));
    try (HintDelivery delivery = new HintDelivery(hints, this::replica, Runnable::run, timers)) {
      c.outOfReach(false);
      Await.until("c has it", () -> hasIt(c));
      Await.until("the hint is gone", () -> hints.pending().isEmpty());
      assertEquals(List.of(), hints.some("c", 10), delivery::toString);
    }
  }

  @Test
  void ofTwoHintsOfAKeyTheLaterIsKept() {
    c.outOfReach(true);
    Await.result(write(KEY, row(2, "new"), 2).toCompletableFuture());
    Await.result(write(KEY, row(1, "old"), 2).toCompletableFuture());
    Await.until("kept", () -> hints.some("c", 10).size() == 1);
    assertEquals(row(2, "new"), hints.some("c", 10).get(0).row());
  }

  @Test
  void hintsAreCountedAnewAtTheStartAndBoundedForEachNode() {
    c.outOfReach(true);
    for (int i = 0; i < 2; i++) {
      ReplicaKey key = new ReplicaKey(2, i, ByteString.copyFromUtf8("k" + i));
      Await.result(write(key, row(1, "v"), 2).toCompletableFuture());
    }
    Await.until("two are kept", () -> hints.total() == 2);
    Await.result(write(KEY, row(1, "v"), 2).toCompletableFuture());
    Await.until("the third is dropped", () -> hints.dropped() == 1);
    assertEquals(Map.of("c", 2L), new HintStore(a.store, a.writer(), 10).pending());
  }

  @Test
  void tooFewInReachRefuseTheWriteAndNothingIsStored() {
    b.outOfReach(true);
    c.outOfReach(true);
    assertEquals(Failure.UNAVAILABLE, failure(write(KEY, row(1, "v"), 2)));
    assertEquals(Optional.empty(), a.held(KEY));
    assertEquals(0, hints.total());
  }

  @Test
  void tooFewAnswersInTimeMakeTheWriteUnknownAndLeaveHints() {
    b.mute(true);
    c.failing(true);
    assertEquals(Failure.OUTCOME_UNKNOWN, failure(write(KEY, row(1, "v"), 2)));
    Await.until("hints", () -> hints.pending().equals(Map.of("b", 1L, "c", 1L)));
  }

  @Test
  void aReadMergesAndRepairs() {
    a.with(KEY, row(1, "old"));
    b.with(KEY, row(2, "new"));
    ReadResult read = Await.result(read(2, SessionFloor.NONE).toCompletableFuture());
    assertEquals(Optional.of(row(2, "new")), read.row());
    Await.until("a is repaired", () -> a.held(KEY).equals(Optional.of(row(2, "new"))));
  }

  @Test
  void aReadGoesRoundAReplicaThatSaysNothing() {
    a.mute(true);
    c.with(KEY, row(1, "v"));
    ReadResult read = Await.result(read(2, SessionFloor.NONE).toCompletableFuture());
    assertEquals(Set.of("b", "c"), read.answered());
    assertEquals(Optional.of(row(1, "v")), read.row());
  }

  @Test
  void aReadThatTooFewAnswerIsUnavailable() {
    b.outOfReach(true);
    c.mute(true);
    assertEquals(Failure.UNAVAILABLE, failure(read(2, SessionFloor.NONE)));
  }

  private CompletionStage<Map<String, RowPage>> page(int needed) {
    PageRequest request =
        new PageRequest(
            KEY.keyspaceIncarnation(),
            List.of(KEY.slice()),
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            10,
            1 << 20,
            false);
    List<Need> needs = List.of(new Need(NODES, needed));
    return quorum.pages(request, needs, ticker.nanos() + SHORT_NANOS);
  }

  @Test
  void aPageGoesRoundReplicasThatSayNothingOrFail() {
    a.mute(true);
    c.with(KEY, row(1, "v"));
    Map<String, RowPage> pages = Await.result(page(2).toCompletableFuture());
    assertEquals(Set.of("b", "c"), pages.keySet());
    assertEquals(1, pages.values().stream().mapToInt(page -> page.rows().size()).sum());
    a.mute(false).failing(true);
    assertEquals(Set.of("b", "c"), Await.result(page(2).toCompletableFuture()).keySet());
    b.outOfReach(true);
    assertEquals(Set.of("c"), Await.result(page(1).toCompletableFuture()).keySet());
  }

  @Test
  void aPageThatTooFewGiveIsUnavailable() {
    a.failing(true);
    assertEquals(Failure.UNAVAILABLE, failure(page(3)));
    b.mute(true);
    assertEquals(Failure.UNAVAILABLE, failure(page(2)));
  }

  @Test
  void aDamagedRowIsSaidToBeOneWhenThePageCannotDoWithoutItsReplica() {
    a.store.write(new RowStore.Batch().put(KEY.toBytes(), new byte[20]));
    assertEquals(Failure.CORRUPT_ROW, failure(page(3)));
    assertEquals(Set.of("b", "c"), Await.result(page(2).toCompletableFuture()).keySet());
  }

  @Test
  void aSessionFindsItsRowOnTheOnlyReplicaThatHasIt() {
    c.with(KEY, row(5, "mine"));
    var floor =
        new SessionFloor(Optional.of(new Stamp(new HybridTime(5), 0, 0, 0)), Optional.empty());
    ReadResult read = Await.result(read(1, floor).toCompletableFuture());
    assertEquals(Optional.of(row(5, "mine")), read.row());
    c.outOfReach(true);
    var more =
        new SessionFloor(Optional.of(new Stamp(new HybridTime(6), 0, 0, 0)), Optional.empty());
    assertEquals(Failure.NOT_CAUGHT_UP, failure(read(1, more)));
  }

  @Test
  void twoReplicasAreBroughtTogetherInBothDirections() throws Exception {
    for (int i = 0; i < 2500; i++) {
      ReplicaKey key = new ReplicaKey(2, 7, ByteString.copyFromUtf8("k%05d".formatted(i)));
      a.writer().store(key.toBytes(), row(i % 3, "a"), Duration.ZERO);
      if (i % 5 != 0) {
        Await.result(
            b.writer().store(key.toBytes(), row(i % 2, "a"), Duration.ZERO).toCompletableFuture());
      }
    }
    Await.result(
        a.writer().store(KEY.toBytes(), row(9, "only a"), Duration.ZERO).toCompletableFuture());
    var comparison = new SliceComparison(a, b, Duration.ofSeconds(10));
    assertTrue(comparison.compare(2, 7) > 0);
    assertEquals(
        Await.result(a.sum(2, 7).toCompletableFuture()),
        Await.result(b.sum(2, 7).toCompletableFuture()));
    assertEquals(0, comparison.compare(2, 7));
    assertEquals(Optional.of(row(9, "only a")), b.held(KEY));
  }
}
