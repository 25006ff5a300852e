package io.capstan.server;

import io.capstan.runtime.Ticker;
import io.capstan.server.api.AdminService;
import io.capstan.server.files.DiskGuard;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.replication.raft.GroupStatus;
import io.capstan.server.replication.raft.RaftGroup;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Node;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.ShardStatus;
import io.capstan.v1.SliceDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the node tells of itself to operators.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class NodeStatus implements AdminService.LocalNode {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Node self;
  private final MembershipView view;
  private final LocalShards shards;
  private final EventualShards eventual;
  private final RaftHost host;
  private final long metadataLineage;
  private final DiskGuard disk;
  private final Ticker ticker;
  private final long startedNanos;

  NodeStatus(
      Node self,
      MembershipView view,
      LocalShards shards,
      EventualShards eventual,
      RaftHost host,
      long metadataLineage,
      DiskGuard disk,
      Ticker ticker) {
    this.self = self;
    this.view = view;
    this.shards = shards;
    this.eventual = eventual;
    this.host = host;
    this.metadataLineage = metadataLineage;
    this.disk = disk;
    this.ticker = ticker;
    this.startedNanos = ticker.nanos();
  }

  /** Why the node should get no requests now. Empty: it should. */
  Optional<String> notReady() {
    if (!view.get().formed()) {
      return Optional.of("the node has not formed or joined its cluster yet");
    }
    return metadataFailure()
        .or(() -> shards.notReady(view.get()))
        .or(eventual::failure)
        .or(eventual::notReady);
  }

  private Optional<String> metadataFailure() {
    return host.group(metadataLineage)
        .map(RaftGroup::status)
        .filter(status -> status.failure() != null)
        .map(status -> "the metadata group has failed: " + status.failure());
  }

  @Override
  public String leader(int shard) {
    return shards.leader(shard);
  }

  @Override
  public GetNodeStatusResponse status() {
    Optional<String> notReady = notReady();
    var status =
        GetNodeStatusResponse.newBuilder()
            .setNodeId(self.getId())
            .setIncarnation(self.getIncarnation())
            .setVersion(Version.NAME)
            .setReady(notReady.isEmpty())
            .setNotReadyBecause(notReady.orElse(""))
            .setUptimeMillis((ticker.nanos() - startedNanos) / NANOS_PER_MILLI)
            .setDiskFreeBytes(disk.usableBytes())
            .setDiskTotalBytes(disk.totalBytes())
            .setWritesRefusedForDisk(!disk.writesAllowed());
    shards.statuses().forEach((shard, group) -> status.addShards(told(shard, group)));
    eventual.hints().forEach((node, rows) -> status.addHintsBuilder().setNode(node).setRows(rows));
    host.group(metadataLineage).ifPresent(group -> status.setMetadata(told(0, group.status())));
    return status.build();
  }

  private static ShardStatus told(int shard, GroupStatus group) {
    var status =
        ShardStatus.newBuilder()
            .setShard(shard)
            .setLeader(group.leaderNodeId())
            .setTerm(group.term())
            .setCommittedIndex(group.committed())
            .setAppliedIndex(group.applied().index())
            .setLogBytes(group.logBytes());
    return group.failure() == null ? status.build() : status.setFailure(group.failure()).build();
  }

  @Override
  public List<CompletableFuture<ShardDigest>> digest(long nonce) {
    return shards.digest(nonce);
  }

  @Override
  public CompletionStage<List<SliceDigest>> slices() {
    return eventual.digest();
  }

  @Override
  public CompletionStage<List<Integer>> mark(long nonce) {
    return shards.mark(nonce);
  }
}
