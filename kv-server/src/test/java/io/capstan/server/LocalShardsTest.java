package io.capstan.server;

import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.core.Commands.text;
import static io.capstan.server.core.Commands.withTtl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.raft.Await;
import io.capstan.server.replication.raft.DigestMarks;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.server.replication.raft.RaftSettings;
import io.capstan.server.replication.raft.RaftTransport;
import io.capstan.server.replication.raft.ReplicaEvents;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.server.replication.raft.ShardSettings;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowStore;
import io.capstan.session.SessionToken;
import io.capstan.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drops of keyspaces and ticks in the log of a shard with one voter, which this node leads. */
@Timeout(60)
class LocalShardsTest {
  private static final String CLUSTER = "demo";
  private static final int KEYSPACE = 2;
  private static final long HOUR = 3_600_000;

  @TempDir Path directory;

  private final ScheduledExecutorService timers = Threads.scheduler("test-timers");
  private final ExecutorService replies = Threads.fixed("test-replies", 2);
  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicLong clockAheadMillis = new AtomicLong();
  private final ReplicaRuntime runtime =
      new ReplicaRuntime(
          Ticker.system(),
          () -> Clocks.system().instant().plusMillis(clockAheadMillis.get()),
          timers,
          replies,
          Randoms.system(),
          counting(),
          LogDisk.SYSTEM);
  private final io.capstan.v1.Node self =
      io.capstan.v1.Node.newBuilder()
          .setId("n1")
          .setIncarnation("d1")
          .setAddress("127.0.0.1:1")
          .setRaftAddress("127.0.0.1:" + FreePorts.one())
          .setZone("z")
          .setWeight(100)
          .build();
  private final RowStore rows = new MemoryRowStore();
  private final ClusterMetadata formed = formed();

  private ReplicaStates states;
  private RaftHost host;
  private LocalShards shards;

  private ReplicaEvents counting() {
    return new ReplicaEvents() {
      @Override
      public void entrySubmitted(int submitted, int bytes) {
        commands.addAndGet(submitted);
      }
    };
  }

  private ClusterMetadata formed() {
    Bootstrap bootstrap =
        Bootstrap.newBuilder()
            .setClusterId(CLUSTER)
            .addNodes(self)
            .setStrongShards(1)
            .setReplication(1)
            .build();
    return MetadataTransition.apply(
            ClusterMetadata.getDefaultInstance(),
            MetadataCommand.newBuilder().setBootstrap(bootstrap).build())
        .getMetadata();
  }

  @BeforeEach
  void start() throws IOException {
    states = new ReplicaStates(CLUSTER, rows, new MembershipView(), Runnable::run);
    var elections =
        new RaftSettings.Elections(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofMillis(50),
            Duration.ofMillis(100));
    host =
        new RaftHost(
            SessionToken.fingerprint(CLUSTER),
            LocalShards.voter(self),
            directory,
            RaftSettings.defaults().withElections(elections),
            states::applier,
            RaftTransport.plaintext(),
            runtime);
    host.start();
    shards =
        new LocalShards(
            "n1",
            host,
            states,
            (node, request) -> CompletableFuture.failedFuture(new AssertionError(node)),
            ShardSettings.defaults(),
            runtime,
            UnaryOperator.identity());
    shards.open(new ClusterState(formed));
    Await.until("the shard is led", () -> shards.notReady(new ClusterState(formed)).isEmpty());
  }

  @AfterEach
  void stop() throws IOException {
    shards.close();
    host.close();
  }

  @AfterEach
  void stopThreads() {
    timers.shutdownNow();
    replies.shutdownNow();
  }

  @Test
  void aDropTakesTheRowsAndRefusesLaterWrites() {
    assertTrue(write(KEYSPACE).getApplied());
    assertTrue(write(KEYSPACE + 1).getApplied());
    assertEquals(2, rowCount());
    shards.bringDrops(dropped(KEYSPACE));
    Await.until("the drop is applied", () -> hasDropped(KEYSPACE));
    assertEquals(ErrorCode.ERROR_CODE_KEYSPACE_GONE, write(KEYSPACE).getError());
    assertEquals(1, rowCount());
  }

  @Test
  void aDropThatTheMetadataAloneHasIsBroughtAfterARestart() throws IOException {
    assertTrue(write(KEYSPACE).getApplied());
    stop();
    start();
    assertEquals(1, rowCount());
    shards.bringDrops(dropped(KEYSPACE));
    Await.until("the drop is applied", () -> hasDropped(KEYSPACE));
    assertEquals(0, rowCount());
  }

  @Test
  void whatIsDroppedAlreadyIsNotWrittenAgainByALaterLeader() throws IOException {
    shards.bringDrops(dropped(KEYSPACE));
    Await.until("the drop is applied", () -> hasDropped(KEYSPACE));
    stop();
    start();
    Await.until("the log is replayed", () -> hasDropped(KEYSPACE));
    int before = commands.get();
    shards.bringDrops(dropped(KEYSPACE));
    assertTrue(write(KEYSPACE + 1).getApplied());
    assertEquals(before + 1, commands.get());
  }

  @Test
  void manyDropsReachTheLogAFewAtATimeAndOnceEach() {
    int many = 40;
    int[] all = IntStream.range(KEYSPACE, KEYSPACE + many).toArray();
    shards.bringDrops(dropped(all));
    assertTrue(write(KEYSPACE + many).getApplied());
    int first = commands.get() - 1;
    assertTrue(first >= 1 && first <= 16, () -> first + " drops at once");
    Await.until(
        "all drops are applied",
        () -> {
          shards.bringDrops(dropped(all));
          return IntStream.of(all).allMatch(this::hasDropped);
        });
    assertTrue(write(KEYSPACE + many).getApplied());
    assertEquals(many + 2, commands.get());
  }

  @Test
  void aRowExpiresWithoutTrafficAndStaysGoneAfterARestart() throws IOException {
    write(withTtl(put("short", "v"), HOUR));
    write(withTtl(put("long", "v"), 2 * HOUR));
    long entries = states.entriesApplied();
    shards.tick();
    clockAheadMillis.set(HOUR - 60_000);
    shards.tick();
    assertTrue(has("short"));
    assertEquals(entries, states.entriesApplied(), "nothing was due");

    clockAheadMillis.set(HOUR);
    assertTrue(has("short"), "no node's clock takes a row away");
    Await.until(
        "the row is gone",
        () -> {
          shards.tick();
          return !has("short");
        });
    assertTrue(has("long"));

    clockAheadMillis.set(0);
    stop();
    start();
    Await.until("the log is replayed", () -> states.entriesApplied() > 0 || has("long"));
    assertFalse(has("short"));
    assertTrue(has("long"));
  }

  @Test
  void ticksEndWhenNothingIsDueAnyMore() {
    write(withTtl(put("k", "v"), HOUR));
    clockAheadMillis.set(HOUR);
    Await.until(
        "nothing is due",
        () -> {
          shards.tick();
          return !states.parts(0).applier().expiryDue(runtime.clock().millis());
        });
    assertFalse(has("k"));
    long entries = states.entriesApplied();
    assertTrue(entries <= 5, () -> entries + " entries");
    shards.tick();
    assertTrue(write(KEYSPACE).getApplied());
    assertEquals(entries + 1, states.entriesApplied());
  }

  private void write(Write write) {
    long deadline = runtime.ticker().nanos() + Duration.ofSeconds(30).toNanos();
    var written = shards.logs().iterator().next().write(in(KEYSPACE, write), deadline);
    assertTrue(Await.result(written).outcome().getApplied());
  }

  private boolean has(String key) {
    return states.parts(0).rows().get(KEYSPACE, text(key)) != null;
  }

  @Test
  void aDigestThatIsGivenUpGivesItsPlaceBack() {
    for (int i = 0; i < 2 * DigestMarks.ARMED_MAX; i++) {
      shards.digest(i).forEach(digest -> digest.cancel(false));
    }
    assertEquals(0, rowCount());
  }

  private ClusterState dropped(int... incarnations) {
    List<Integer> all = IntStream.of(incarnations).boxed().toList();
    return new ClusterState(formed.toBuilder().addAllDropped(all).build());
  }

  private boolean hasDropped(int keyspace) {
    return states.parts(0).applier().hasDropped(keyspace);
  }

  private WriteOutcome write(int keyspace) {
    long deadline = runtime.ticker().nanos() + Duration.ofSeconds(30).toNanos();
    return Await.result(
            shards.logs().iterator().next().write(in(keyspace, put("k", "v")), deadline))
        .outcome();
  }

  private long rowCount() {
    long nonce = runtime.random().nextLong();
    var digest = shards.digest(nonce).get(0);
    assertEquals(List.of(0), Await.result(shards.mark(nonce)));
    return Await.result(digest).getRows();
  }
}
