package io.capstan.server;

import io.capstan.log.v1.Command;
import io.capstan.log.v1.DropKeyspace;
import io.capstan.log.v1.Mark;
import io.capstan.runtime.Ticker;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.raft.Digest;
import io.capstan.server.replication.raft.DigestMarks;
import io.capstan.server.replication.raft.GroupSpec;
import io.capstan.server.replication.raft.GroupStatus;
import io.capstan.server.replication.raft.PeerTerms;
import io.capstan.server.replication.raft.RaftGroup;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.server.replication.raft.RaftPeerSpec;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.server.replication.raft.ShardApplier;
import io.capstan.server.replication.raft.ShardSettings;
import io.capstan.server.replication.raft.StrongShard;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import io.capstan.v1.ShardDigest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's replicas of STRONG shards: opened as the placement says, for as long as the node
 * runs.
 *
 * <p>Thread safety: {@link #open} is called by one thread at a time; the rest is safe for use by
 * several threads.
 */
final class LocalShards implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalShards.class);
  private static final Duration HOUSEKEEPING_DEADLINE = Duration.ofSeconds(10);

  /** Drops of keyspaces that may be on their way to one shard's log at the same time. */
  private static final int DROPS_MAX = 16;

  /**
   * A replica with the state that its log drives.
   *
   * @param dropping the keyspaces whose drop is on its way to the log
   * @param ticking whether a tick is
   */
  private record Local(
      ShardReplica replica,
      StrongShard log,
      DigestMarks marks,
      Set<Integer> dropping,
      AtomicBoolean ticking) {
    GroupStatus status() {
      return log.status();
    }
  }

  private final String self;
  private final RaftHost host;
  private final ReplicaStates states;
  private final PeerTerms peers;
  private final ShardSettings settings;
  private final ReplicaRuntime runtime;
  private final UnaryOperator<ShardReplica> served;
  private final Ticker ticker;
  private final Map<Integer, Local> shards = new ConcurrentSkipListMap<>();
  private final Map<Integer, String> unopened = new ConcurrentHashMap<>();
  private final Map<Long, StrongShard> byLineage = new ConcurrentHashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param states of the groups that the host opens
   * @param served what clients' operations use in the place of a replica
   */
  LocalShards(
      String self,
      RaftHost host,
      ReplicaStates states,
      PeerTerms peers,
      ShardSettings settings,
      ReplicaRuntime runtime,
      UnaryOperator<ShardReplica> served) {
    this.self = self;
    this.host = host;
    this.states = states;
    this.peers = peers;
    this.settings = settings;
    this.runtime = runtime;
    this.served = served;
    this.ticker = runtime.ticker();
  }

  /**
   * Opens the shards that the placement gives this node and that are not open yet. Called at
   * intervals: what cannot be opened is tried again.
   */
  void open(ClusterState state) {
    for (Shard shard : state.shards()) {
      if (shard.getReplicasList().contains(self) && !shards.containsKey(shard.getId())) {
        tryOpen(state, shard);
      }
    }
  }

  private void tryOpen(ClusterState state, Shard shard) {
    try {
      open(state, shard);
      unopened.remove(shard.getId());
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(unopened.put(shard.getId(), reason))) {
        LOG.error("shard {} cannot be opened on this node; it is tried again", shard.getId(), e);
      }
    }
  }

  private void open(ClusterState state, Shard shard) throws IOException {
    List<RaftPeerSpec> voters =
        shard.getReplicasList().stream().map(id -> voter(state.node(id).orElseThrow())).toList();
    RaftGroup group = host.open(new GroupSpec(shard.getLineage(), voters));
    ReplicaStates.Parts parts = states.parts(shard.getId());
    StrongShard log = StrongShard.start(group, peers, state.clusterId(), settings, runtime);
    byLineage.put(shard.getLineage(), log);
    shards.put(
        shard.getId(),
        new Local(
            served.apply(new ShardReplica(shard, log, parts.rows())),
            log,
            parts.marks(),
            ConcurrentHashMap.newKeySet(),
            new AtomicBoolean()));
  }

  static RaftPeerSpec voter(Node node) {
    return new RaftPeerSpec(node.getId(), node.getIncarnation(), node.getRaftAddress());
  }

  /** The replica of a shard; null when there is none here, or not yet. */
  @Nullable ShardReplica replica(int shard) {
    Local local = shards.get(shard);
    return local == null ? null : local.replica();
  }

  Optional<StrongShard> byLineage(long lineage) {
    return Optional.ofNullable(byLineage.get(lineage));
  }

  Collection<StrongShard> logs() {
    return List.copyOf(byLineage.values());
  }

  /** The leader of a shard as its replica here knows it. Empty: not known, or no replica here. */
  String leader(int shard) {
    Local local = shards.get(shard);
    return local == null ? "" : local.log().group().leaderNodeId();
  }

  Map<Integer, GroupStatus> statuses() {
    Map<Integer, GroupStatus> statuses = new ConcurrentSkipListMap<>();
    shards.forEach((id, local) -> statuses.put(id, local.status()));
    return statuses;
  }

  /** Writes that wait for a log entry, over all shards. */
  int queued() {
    return logs().stream().mapToInt(log -> log.batcher().queued()).sum();
  }

  /** How many shards this node leads. */
  int led() {
    return count(status -> status.leader());
  }

  /** How many replicas have stopped, or cannot be opened. */
  int failed() {
    return count(status -> status.failure() != null) + unopened.size();
  }

  private int count(Predicate<GroupStatus> wanted) {
    return (int) statuses().values().stream().filter(wanted).count();
  }

  /** Entries committed and not yet applied here, in the shard that has most. */
  long appliedLag() {
    return statuses().values().stream()
        .mapToLong(status -> Math.max(0, status.committed() - status.applied().index()))
        .max()
        .orElse(0);
  }

  /** Why some shard that the placement gives this node cannot serve here. Empty: all can. */
  Optional<String> notReady(ClusterState state) {
    for (Shard shard : state.shards()) {
      if (!shard.getReplicasList().contains(self)) {
        continue;
      }
      Local local = shards.get(shard.getId());
      if (local == null) {
        String reason = unopened.get(shard.getId());
        return Optional.of(
            "shard "
                + shard.getId()
                + (reason == null ? " is still opening" : " cannot be opened: " + reason));
      }
      GroupStatus status = local.status();
      if (status.failure() != null) {
        return Optional.of("shard " + shard.getId() + " has failed: " + status.failure());
      }
      if (status.leaderNodeId().isEmpty() || (status.leader() && !status.ready())) {
        return Optional.of("shard " + shard.getId() + " has no leader yet");
      }
    }
    return Optional.empty();
  }

  /**
   * Waits for the mark in every replica here: one future a shard, in the order of the shards.
   * Cancel those that are no longer wanted: a shard has few places for them.
   */
  List<CompletableFuture<ShardDigest>> digest(long nonce) {
    List<CompletableFuture<ShardDigest>> digests = new ArrayList<>();
    shards.forEach((id, local) -> digests.add(told(id, local.marks().arm(nonce))));
    return digests;
  }

  /** The answer's form of a digest. Whoever gives it up gives up the digest, and its place. */
  private static CompletableFuture<ShardDigest> told(int shard, CompletableFuture<Digest> armed) {
    CompletableFuture<ShardDigest> told =
        armed.thenApply(
            digest ->
                ShardDigest.newBuilder()
                    .setShard(shard)
                    .setLogIndex(digest.position().index())
                    .setRows(digest.rows())
                    .setSha256(digest.sha256())
                    .build());
    var unused = told.whenComplete((digest, failure) -> armed.cancel(false));
    return told;
  }

  /** Writes the mark in every shard that this node leads, and names them. */
  CompletionStage<List<Integer>> mark(long nonce) {
    Command mark = Command.newBuilder().setMark(Mark.newBuilder().setNonce(nonce)).build();
    List<Integer> led = new ArrayList<>();
    List<CompletableFuture<?>> written = new ArrayList<>();
    shards.forEach(
        (id, local) -> {
          if (local.log().group().leads()) {
            led.add(id);
            written.add(local.log().write(mark, deadline()).toCompletableFuture());
          }
        });
    return CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> led);
  }

  /**
   * Sees to it that the log of every shard led here has every drop of a keyspace (protocols.md R8).
   * Called at intervals by one thread: what is not brought this time is brought a next time.
   */
  void bringDrops(ClusterState state) {
    shards.forEach(
        (id, local) -> {
          if (local.log().group().leads()) {
            bringDrops(id, local, state.metadata().getDroppedList());
          }
        });
  }

  private void bringDrops(int shard, Local local, List<Integer> incarnations) {
    ShardApplier applier = states.parts(shard).applier();
    for (int incarnation : incarnations) {
      if (local.dropping().size() >= DROPS_MAX) {
        return;
      }
      if (!applier.hasDropped(incarnation) && local.dropping().add(incarnation)) {
        drop(shard, local, incarnation);
      }
    }
  }

  private void drop(int shard, Local local, int incarnation) {
    Command drop =
        Command.newBuilder()
            .setKeyspaceIncarnation(incarnation)
            .setDropKeyspace(DropKeyspace.getDefaultInstance())
            .build();
    var unused =
        local
            .log()
            .write(drop, deadline())
            .whenComplete(
                (written, failure) -> {
                  local.dropping().remove(incarnation);
                  if (failure != null) {
                    LOG.info("shard {} has yet to drop keyspace {}", shard, incarnation, failure);
                  }
                });
  }

  /**
   * Lets the log of every shard led here say what time it is, where a row may have expired and no
   * other entry has said so (protocols.md R9). Called at intervals by one thread; a shard has one
   * tick on its way at a time.
   */
  void tick() {
    long now = runtime.clock().millis();
    shards.forEach(
        (id, local) -> {
          if (states.parts(id).applier().expiryDue(now)
              && local.log().group().leads()
              && local.ticking().compareAndSet(false, true)) {
            var unused =
                local
                    .log()
                    .tick(deadline())
                    .whenComplete((position, failure) -> local.ticking().set(false));
          }
        });
  }

  private long deadline() {
    return ticker.nanos() + HOUSEKEEPING_DEADLINE.toNanos();
  }

  /** Refuses what waits to be written; the groups close with their host. */
  @Override
  public void close() {
    shards.values().forEach(local -> local.log().close());
  }
}
