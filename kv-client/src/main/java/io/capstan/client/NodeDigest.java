package io.capstan.client;

import io.capstan.v1.ShardDigest;
import io.capstan.v1.SliceDigest;
import java.util.List;

/**
 * What one node's replicas hash to.
 *
 * @param nodeId who computed it
 * @param shards one for each shard the node holds, in the order they arrived
 * @param slices one for each slice of EVENTUAL keyspaces that the node holds
 */
public record NodeDigest(String nodeId, List<ShardDigest> shards, List<SliceDigest> slices) {
  public NodeDigest {
    shards = List.copyOf(shards);
    slices = List.copyOf(slices);
  }
}
