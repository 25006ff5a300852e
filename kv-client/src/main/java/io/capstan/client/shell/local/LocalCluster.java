package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster on this machine as {@code cluster.properties} describes it.
 *
 * @param id random: 32 hexadecimal digits
 * @param created when {@code kv up} made it
 * @param nodes at least one, in the order of their numbers
 * @param strongShards number of STRONG shards; 0 leaves the choice to the servers
 * @param heap the servers' {@code -Xmx}
 * @param settings what {@code --set} adds to every node's configuration
 */
record LocalCluster(
    String id,
    Instant created,
    List<LocalNode> nodes,
    int strongShards,
    String heap,
    Map<String, String> settings) {

  static final int NODES_MAX = 100;
  static final String HEAP = "768m";
  private static final int RAFT_PORTS = 100;
  private static final int ADMIN_PORTS = 200;
  private static final int BASE_PORT_MIN = 1024;
  private static final int BASE_PORT_MAX = 65535 - ADMIN_PORTS - NODES_MAX;

  LocalCluster {
    nodes = List.copyOf(nodes);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * Lays out the nodes: client ports from {@code basePort}, raft ports 100 above, admin ports 200
   * above.
   */
  static List<LocalNode> layOut(int count, int basePort) {
    if (count < 1 || count > NODES_MAX) {
      throw CommandFailed.usage(
          "--nodes " + count + " is not between 1 and " + NODES_MAX, "try: kv up --nodes 3");
    }
    if (basePort < BASE_PORT_MIN || basePort > BASE_PORT_MAX) {
      throw CommandFailed.usage(
          "--base-port " + basePort + " is not between " + BASE_PORT_MIN + " and " + BASE_PORT_MAX,
          "try: kv up --base-port 7400");
    }
    List<LocalNode> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int port = basePort + i;
      nodes.add(new LocalNode("n" + (i + 1), port, port + RAFT_PORTS, port + ADMIN_PORTS));
    }
    return nodes;
  }

  /**
   * A copy with other servers' settings; those given replace those of the same key, and an empty
   * value takes a setting back.
   */
  LocalCluster with(String newHeap, Map<String, String> moreSettings) {
    var merged = new LinkedHashMap<>(settings);
    merged.putAll(moreSettings);
    merged.values().removeIf(String::isEmpty);
    return new LocalCluster(id, created, nodes, strongShards, newHeap, merged);
  }

  /** The node of this id. */
  LocalNode node(String nodeId) {
    return nodes.stream()
        .filter(node -> node.id().equals(nodeId))
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailed.usage(
                    "there is no node '" + nodeId + "' in this cluster",
                    "its nodes: " + String.join(", ", nodes.stream().map(LocalNode::id).toList())));
  }
}
