package io.capstan.client.routing;

import com.google.protobuf.ByteString;
import io.capstan.ring.Shards;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cluster as one of its nodes described it: members, keyspaces and placement.
 *
 * <p>Thread safety: immutable.
 */
public final class ClusterView {
  private final GetClusterResponse response;
  private final Map<String, Node> nodes;
  private final Map<String, Keyspace> keyspaces;

  public ClusterView(GetClusterResponse response) {
    this.response = response;
    this.nodes = byName(response.getNodesList(), Node::getId);
    this.keyspaces = byName(response.getKeyspacesList(), Keyspace::getName);
  }

  private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
    return items.stream().collect(Collectors.toUnmodifiableMap(name, item -> item, (a, b) -> b));
  }

  public String clusterId() {
    return response.getClusterId();
  }

  /** Of the placement; grows with every change. */
  public long epoch() {
    return response.getEpoch();
  }

  public List<Node> nodes() {
    return response.getNodesList();
  }

  public List<Keyspace> keyspaces() {
    return response.getKeyspacesList();
  }

  /** In the order of their ids, which are 0, 1, 2, … */
  public List<Shard> shards() {
    return response.getShardsList();
  }

  /** Id of the node whose view this is. */
  public String answeredBy() {
    return response.getAnsweredBy();
  }

  public Optional<Node> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  public Optional<Keyspace> keyspace(String name) {
    return Optional.ofNullable(keyspaces.get(name));
  }

  /** The shard that holds a key of any STRONG keyspace. */
  public int shardOf(ByteString key) {
    return Shards.shardOf(key.toByteArray(), response.getShardsCount());
  }

  public GetClusterResponse toProto() {
    return response;
  }
}
