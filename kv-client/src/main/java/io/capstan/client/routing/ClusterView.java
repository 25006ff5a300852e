package io.capstan.client.routing;

import com.google.protobuf.ByteString;
import io.capstan.ring.Shards;
import io.capstan.ring.Token;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Where a key of a keyspace lies; a keyspace that the view does not have is taken for STRONG. */
  public Target targetOf(String keyspace, ByteString key) {
    return isEventual(keyspace)
        ? Target.slices(List.of(Token.sliceOf(key.toByteArray())))
        : Target.shard(shardOf(key));
  }

  /** All of a keyspace: its shards one by one, or its slices by the nodes that hold them. */
  public List<Target> targetsOf(String keyspace) {
    if (!isEventual(keyspace)) {
      return shards().stream().map(shard -> Target.shard(shard.getId())).toList();
    }
    Map<Set<String>, List<Integer>> byNodes = new LinkedHashMap<>();
    for (int slice = 0; slice < response.getSliceReplicasCount(); slice++) {
      Set<String> nodes = Set.copyOf(response.getSliceReplicas(slice).getReplicasList());
      byNodes.computeIfAbsent(nodes, unused -> new ArrayList<>()).add(slice);
    }
    return byNodes.values().stream().map(Target::slices).toList();
  }

  /** Ids of the nodes that hold a target, in the order of preference. */
  public List<String> replicasOf(Target target) {
    return target.eventual()
        ? response.getSliceReplicas(target.number()).getReplicasList()
        : shards().get(target.number()).getReplicasList();
  }

  /** Whether the view has an EVENTUAL keyspace of this name. */
  public boolean isEventual(String keyspace) {
    Keyspace present = keyspaces.get(keyspace);
    return present != null && present.getMode() == Mode.MODE_EVENTUAL;
  }

  public GetClusterResponse toProto() {
    return response;
  }
}
