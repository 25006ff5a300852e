package io.capstan.server.replication.raft;

import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.FreshnessResponse.GroupIndex;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers a follower's freshness probe with indices that this node, as leader, had committed after
 * the probe arrived.
 *
 * <p>Thread safety: safe for use by several threads; never blocks.
 */
public final class FreshnessAnswerer {
  private static final long PATIENCE_NANOS = Duration.ofMillis(400).toNanos();

  private final Function<Long, Optional<StrongShard>> shards;
  private final String clusterId;
  private final ReplicaRuntime runtime;

  /**
   * Answers for some shards.
   *
   * @param shards by lineage; empty for one that this node has no replica of
   */
  public FreshnessAnswerer(
      Function<Long, Optional<StrongShard>> shards, String clusterId, ReplicaRuntime runtime) {
    this.shards = shards;
    this.clusterId = clusterId;
    this.runtime = runtime;
  }

  /** Confirms each group that is asked for; the stage never fails. */
  public CompletionStage<FreshnessResponse> answer(FreshnessRequest request) {
    if (!request.getClusterId().equals(clusterId)) {
      return CompletableFuture.completedFuture(
          FreshnessResponse.newBuilder().setNonce(request.getNonce()).build());
    }
    List<CompletableFuture<GroupIndex>> indices =
        request.getGroupsList().stream().map(this::index).toList();
    return CompletableFuture.allOf(indices.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                FreshnessResponse.newBuilder()
                    .setNonce(request.getNonce())
                    .addAllIndices(indices.stream().map(CompletableFuture::join).toList())
                    .build());
  }

  private CompletableFuture<GroupIndex> index(long lineage) {
    GroupIndex unconfirmed = GroupIndex.newBuilder().setGroup(lineage).build();
    return shards
        .apply(lineage)
        .map(shard -> shard.reads().confirm(runtime.ticker().nanos() + PATIENCE_NANOS))
        .map(
            confirmed ->
                confirmed
                    .toCompletableFuture()
                    .handle(
                        (point, failure) ->
                            failure != null
                                ? unconfirmed
                                : unconfirmed.toBuilder()
                                    .setConfirmed(true)
                                    .setIndex(point.index())
                                    .build()))
        .orElseGet(() -> CompletableFuture.completedFuture(unconfirmed));
  }
}
