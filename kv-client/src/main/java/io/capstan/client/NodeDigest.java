package io.capstan.client;

import io.capstan.v1.ShardDigest;
import java.util.List;

/**
 * What one node's replicas hash to.
 *
 * @param nodeId who computed it
 * @param shards one for each shard the node holds, in the order they arrived
 */
public record NodeDigest(String nodeId, List<ShardDigest> shards) {
  public NodeDigest {
    shards = List.copyOf(shards);
  }
}
