package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Stamper;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.files.DiskGuard;
import io.capstan.server.files.FakeDisk;
import io.capstan.server.files.ManualScheduler;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.metrics.Metrics;
import io.capstan.server.replication.quorum.FakeReplica;
import io.capstan.server.replication.quorum.HintStore;
import io.capstan.server.replication.quorum.PeerClocks;
import io.capstan.server.replication.quorum.QuorumOperations;
import io.capstan.server.replication.raft.ShardRows;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import io.capstan.v1.Node;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.RequestContext;
import io.capstan.version.LogVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A coordinator on {@code n1} of a cluster of two nodes with two shards, both on both nodes, over
 * fake logs and rows in memory. The keyspace {@code strong} has incarnation 1.
 */
public final class OneNode {
  /** Room for one large operation. */
  public static final int IN_FLIGHT_BYTES = 2 << 20;

  public static final String CLUSTER = "demo";
  private static final long DISK_BYTES = 1000;

  public final FakeShard shard = new FakeShard();
  public final Coordinator coordinator;

  /** What the coordinator knows of the cluster; a test may change it. */
  ClusterMetadata metadata = formed();

  /** The keyspaces whose drop the shards have applied. */
  final Set<Integer> dropped = new HashSet<>();

  final Map<Integer, ShardReplica> replicas = new HashMap<>();
  final Metrics metrics = new Metrics();
  private final FakeDisk disk = new FakeDisk(DISK_BYTES);
  private final ManualScheduler diskChecks = new ManualScheduler();
  private final RowStore rows = new MemoryRowStore();

  /** The replicas of EVENTUAL slices. */
  final FakeReplica n1 = new FakeReplica();

  final FakeReplica n2 = new FakeReplica();
  private final Map<String, FakeReplica> peers = Map.of("n1", n1, "n2", n2);

  /** The time, which every clock shows but for its error. */
  long nowMillis = 1_000_000_000_000L;

  /** How far this node's wall clock is ahead. */
  long clockErrorMillis;

  /** The nodes that this one compares its clock with. */
  final Set<String> compared = new HashSet<>();

  /** What the workers were given so far. */
  final AtomicInteger workersTasks = new AtomicInteger();

  /** How often this node looked at its wall clock. */
  final AtomicInteger clockLooks = new AtomicInteger();

  private final ManualScheduler clockRounds = new ManualScheduler();
  private final InstantSource clock = this::now;

  public OneNode() {
    for (int id = 0; id < 2; id++) {
      replicas.put(
          id,
          new ShardReplica(
              metadata.getShards(id),
              shard,
              new ShardRows(rows, new ShardKeys(id), dropped::contains)));
    }
    DiskGuard guard = new DiskGuard(disk, Path.of("data"), 5, Duration.ofSeconds(1), diskChecks);
    coordinator =
        new Coordinator(
            "n1",
            () -> new ClusterState(metadata),
            replicas::get,
            guard,
            new InFlight(IN_FLIGHT_BYTES),
            new StrongReads("n1", Runnable::run),
            eventual(),
            metrics,
            Ticker.system());
  }

  /** Of replicas on n1 and n2. */
  private EventualOperations eventual() {
    ScheduledExecutorService timers = Threads.scheduler("test-timer");
    FakeReplica self = n1;
    QuorumOperations quorum =
        new QuorumOperations(
            node -> Optional.ofNullable(peers.get(node)),
            new HintStore(self.store, self.writer(), 100),
            Ticker.system(),
            timers,
            Duration.ofMillis(5));
    PeerClocks clocks =
        new PeerClocks(
            () -> List.copyOf(compared),
            node -> CompletableFuture.completedFuture(nowMillis),
            clock,
            () -> 0L,
            clockRounds);
    ClockSkew skew = new ClockSkew(clocks, Duration.ofSeconds(5), Duration.ofSeconds(30));
    WriteStamps stamps = new GuardedStamps(skew, new Stamper(Randoms.seeded(1)));
    return new EventualOperations("n1", quorum, skew, stamps, this::work);
  }

  private void work(Runnable task) {
    workersTasks.incrementAndGet();
    task.run();
  }

  private Instant now() {
    clockLooks.incrementAndGet();
    return Instant.ofEpochMilli(nowMillis + clockErrorMillis);
  }

  private static ClusterMetadata formed() {
    Bootstrap bootstrap =
        Bootstrap.newBuilder()
            .setClusterId(CLUSTER)
            .addAllNodes(List.of(node("n1"), node("n2")))
            .setStrongShards(2)
            .setReplication(2)
            .build();
    return run(
        ClusterMetadata.getDefaultInstance(),
        MetadataCommand.newBuilder().setBootstrap(bootstrap).build());
  }

  private static Node node(String id) {
    return Node.newBuilder()
        .setId(id)
        .setIncarnation("d-" + id)
        .setAddress(id + ":7400")
        .setZone("z")
        .setWeight(100)
        .build();
  }

  void change(MetadataCommand command) {
    metadata = run(metadata, command);
  }

  private static ClusterMetadata run(ClusterMetadata state, MetadataCommand command) {
    return MetadataTransition.apply(state, command).getMetadata();
  }

  /** Lets this node compare its clock with others. */
  void compareClocks(String... others) {
    compared.addAll(List.of(others));
    clockRounds.tick();
  }

  void fillDisk() {
    disk.free(0);
    diskChecks.tick();
  }

  /** Puts a row where its key belongs. */
  public void row(String key, byte[] value) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    int shardId = new ClusterState(metadata).shardOf(bytes.toByteArray()).getId();
    byte[] diskKey = new ShardKeys(shardId).row(1, bytes).toBytes();
    Row row = Row.of(new LogVersion(7, 0), ByteString.copyFrom(value));
    rows.write(new RowStore.Batch().put(diskKey, RowCodec.encode(diskKey, row)));
  }

  /** Overwrites a row with garbage. */
  void damage(String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    int shardId = new ClusterState(metadata).shardOf(bytes.toByteArray()).getId();
    byte[] diskKey = new ShardKeys(shardId).row(1, bytes).toBytes();
    rows.write(new RowStore.Batch().put(diskKey, new byte[20]));
  }

  Response execute(OperationHeader.Builder header, Operation operation) {
    return execute(RequestContext.getDefaultInstance(), header, operation);
  }

  Response execute(RequestContext context, OperationHeader.Builder header, Operation operation) {
    Request request = new Request(context, header.build(), operation, Long.MAX_VALUE);
    return coordinator.execute(request).toCompletableFuture().join();
  }

  Outcome outcome(Operation operation) {
    return execute(header(), operation).outcome();
  }

  static OperationHeader.Builder header() {
    return OperationHeader.newBuilder().setKeyspace("strong");
  }
}
