package io.capstan.server.replication.raft;

import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.FreshnessResponse.GroupIndex;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's replicas informed of how stale they may be (protocols.md R10).
 *
 * <p>At a constant interval, whatever is read, each leader is asked once for all the shards that it
 * leads; a shard that this node leads confirms itself.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class FreshnessProbe implements AutoCloseable {
  /** Often enough for bounds of half a second, rare enough not to be seen in a leader's load. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(FreshnessProbe.class);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

  private final String nodeId;
  private final String clusterId;
  private final Supplier<? extends Collection<StrongShard>> shards;
  private final PeerFreshness peers;
  private final ReplicaRuntime runtime;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private @Nullable Future<?> timer;

  public FreshnessProbe(
      String nodeId,
      String clusterId,
      Supplier<? extends Collection<StrongShard>> shards,
      PeerFreshness peers,
      ReplicaRuntime runtime) {
    this.nodeId = nodeId;
    this.clusterId = clusterId;
    this.shards = shards;
    this.peers = peers;
    this.runtime = runtime;
  }

  public synchronized void start(Duration interval) {
    if (timer != null) {
      throw new IllegalStateException("started already");
    }
    timer =
        runtime
            .timers()
            .scheduleWithFixedDelay(this::probeSafely, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** A task that throws would never run again. */
  private void probeSafely() {
    try {
      probe();
    } catch (RuntimeException e) {
      LOG.error("A freshness probe failed", e);
    }
  }

  /** One probe of everything. */
  void probe() {
    Map<String, List<StrongShard>> byLeader =
        shards.get().stream().collect(Collectors.groupingBy(shard -> shard.group().leaderNodeId()));
    byLeader.forEach(
        (leader, led) -> {
          if (leader.equals(nodeId)) {
            led.forEach(this::confirmSelf);
          } else if (!leader.isEmpty()) {
            ask(leader, led);
          }
        });
  }

  private void confirmSelf(StrongShard shard) {
    Staleness.Mark mark = shard.staleness().mark();
    shard
        .reads()
        .confirm(runtime.ticker().nanos() + PATIENCE_NANOS)
        .thenAccept(point -> shard.staleness().proved(mark));
  }

  private void ask(String leader, List<StrongShard> led) {
    if (!asked.add(leader)) {
      return; // It has not answered the last probe yet.
    }
    FreshnessRequest request =
        FreshnessRequest.newBuilder()
            .setClusterId(clusterId)
            .setFrom(nodeId)
            .setNonce(runtime.random().nextLong())
            .addAllGroups(led.stream().map(shard -> shard.group().lineage()).toList())
            .build();
    // Before the request leaves: what the leader had committed when it arrived is no older.
    Map<Long, Probed> marks = new HashMap<>();
    led.forEach(
        shard -> marks.put(shard.group().lineage(), new Probed(shard, shard.staleness().mark())));
    peers
        .freshness(leader, request)
        .whenComplete(
            (answer, failure) -> {
              asked.remove(leader);
              if (answer != null && answer.getNonce() == request.getNonce()) {
                take(answer, marks::get);
              }
            });
  }

  private void take(FreshnessResponse answer, Function<Long, @Nullable Probed> marks) {
    for (GroupIndex index : answer.getIndicesList()) {
      Probed probed = marks.apply(index.getGroup());
      if (probed != null && index.getConfirmed()) {
        probed
            .shard()
            .group()
            .awaitApplied(index.getIndex(), runtime.ticker().nanos() + PATIENCE_NANOS)
            .thenAccept(applied -> probed.shard().staleness().proved(probed.mark()));
      }
    }
  }

  private record Probed(StrongShard shard, Staleness.Mark mark) {}
}
