package io.capstan.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which cluster this node belongs to, and how it gets into it. Exactly one of the two lists has
 * elements.
 *
 * @param clusterId names the cluster; nodes of another never talk to this one
 * @param initialNodes the nodes that form the cluster together, this one among them
 * @param joinSeeds nodes of a running cluster to be joined
 * @param strongShards Raft groups that the token space is divided into
 * @param replication replicas of each shard
 */
public record ClusterConfig(
    String clusterId,
    List<InitialNode> initialNodes,
    List<HostPort> joinSeeds,
    int strongShards,
    int replication) {
  static final Setting<String> CLUSTER_ID =
      Setting.required(
          "cluster-id",
          ValueTypes.name(),
          "the cluster's name, the same on all its nodes",
          "a default would let two clusters take each other for one");

  static final Setting<List<InitialNode>> INITIAL_NODES =
      Setting.of(
          "initial-nodes",
          ValueTypes.listOf(ValueTypes.initialNode()),
          "",
          "the nodes that form a new cluster, the same list on each of them",
          "a node either forms a cluster or joins one");

  static final Setting<List<HostPort>> JOIN =
      Setting.of(
          "join",
          ValueTypes.listOf(ValueTypes.hostPort()),
          "",
          "addresses of some nodes of the running cluster to be joined",
          "a node either forms a cluster or joins one");

  static final Setting<Integer> STRONG_SHARDS =
      Setting.of(
          "strong-shards",
          ValueTypes.integer(1, 64),
          "1",
          "number of Raft groups of STRONG keyspaces, fixed when the cluster is formed",
          "every group has its own threads and log, and more groups mean smaller batches");

  static final Setting<Integer> REPLICATION =
      Setting.of(
          "replication",
          ValueTypes.integer(1, 7),
          "3",
          "replicas of each shard, as far as there are nodes; fixed when the cluster is formed",
          "survives the loss of one node");

  static final Section SECTION =
      new Section(
          "Cluster",
          List.of(CLUSTER_ID, INITIAL_NODES, JOIN, STRONG_SHARDS, REPLICATION),
          List.of());

  /**
   * Checks the lists against each other.
   *
   * @throws ConfigException when both or neither are given, or a node or address stands twice
   */
  public ClusterConfig {
    initialNodes = List.copyOf(initialNodes);
    joinSeeds = List.copyOf(joinSeeds);
    requireOneWayIn(initialNodes, joinSeeds);
    requireDistinct(initialNodes);
  }

  static ClusterConfig of(Values values) {
    return new ClusterConfig(
        values.get(CLUSTER_ID),
        values.get(INITIAL_NODES),
        values.get(JOIN),
        values.get(STRONG_SHARDS),
        values.get(REPLICATION));
  }

  /**
   * Checks that a node which is to form the cluster is one of those that form it.
   *
   * @throws ConfigException when it is not
   */
  void requirePlanFor(String nodeId) {
    boolean planned = initialNodes.stream().anyMatch(node -> node.id().equals(nodeId));
    if (joinSeeds.isEmpty() && !planned) {
      throw new ConfigException(
          "%s is %s, but %s names only %s. Add %s=host:port to it on every node, or use %s."
              .formatted(
                  NodeConfig.ID.key(),
                  nodeId,
                  INITIAL_NODES.key(),
                  ids(initialNodes),
                  nodeId,
                  JOIN.flag()));
    }
  }

  private static void requireOneWayIn(List<InitialNode> initial, List<HostPort> seeds) {
    if (initial.isEmpty() == seeds.isEmpty()) {
      throw new ConfigException(
          "%s of %s and %s are set. Give %s=id=host:port,… to form a new cluster, or %s=host:port,…"
                  .formatted(
                      initial.isEmpty() ? "None" : "Both",
                      INITIAL_NODES.key(),
                      JOIN.key(),
                      INITIAL_NODES.flag(),
                      JOIN.flag())
              + " to join a running one.");
    }
  }

  private static void requireDistinct(List<InitialNode> initial) {
    Set<String> ids = new HashSet<>();
    Set<HostPort> addresses = new HashSet<>();
    for (InitialNode node : initial) {
      if (!ids.add(node.id()) || !addresses.add(node.address())) {
        throw new ConfigException(
            "%s names %s=%s, whose id or address it has already. Give each node its own."
                .formatted(INITIAL_NODES.key(), node.id(), node.address()));
      }
    }
  }

  private static String ids(List<InitialNode> nodes) {
    return nodes.stream().map(InitialNode::id).collect(Collectors.joining(", "));
  }
}
