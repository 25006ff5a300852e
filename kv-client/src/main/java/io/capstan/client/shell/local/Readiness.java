package io.capstan.client.shell.local;

import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is still missing until a cluster serves: every node says that it is ready, and every replica
 * of a shard knows its leader.
 */
final class Readiness {
  private final NodeProbe probe;

  Readiness(NodeProbe probe) {
    this.probe = probe;
  }

  /** One line per node that is not ready; empty when all are. */
  List<String> missing(List<LocalNode> nodes) {
    List<String> missing = new ArrayList<>();
    for (LocalNode node : nodes) {
      missing(node).ifPresent(why -> missing.add(node.id() + ": " + why));
    }
    return missing;
  }

  private Optional<String> missing(LocalNode node) {
    Optional<GetNodeStatusResponse> status = probe.status(node.address());
    if (status.isEmpty()) {
      return Optional.of("starting");
    }
    if (!status.get().getReady()) {
      return Optional.of(status.get().getNotReadyBecause());
    }
    return probe
        .cluster(node.address())
        .map(Readiness::missingLeader)
        .orElse(Optional.of("does not answer"));
  }

  private static Optional<String> missingLeader(GetClusterResponse cluster) {
    if (cluster.getShardsCount() == 0) {
      return Optional.of("knows no shards yet");
    }
    return cluster.getShardsList().stream()
        .filter(shard -> shard.getReplicasList().contains(cluster.getAnsweredBy()))
        .filter(shard -> shard.getLeader().isEmpty())
        .map(Shard::getId)
        .findFirst()
        .map(shard -> "knows no leader of shard " + shard + " yet");
  }
}
