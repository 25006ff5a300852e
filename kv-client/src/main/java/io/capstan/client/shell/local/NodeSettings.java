package io.capstan.client.shell.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The configuration file of one node of a local cluster. */
final class NodeSettings {
  private NodeSettings() {}

  /** The keys that the server's configuration understands, and the user's own after them. */
  static Map<String, String> of(LocalCluster cluster, LocalNode node, Path nodeDirectory) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("node-id", node.id());
    settings.put("directory", nodeDirectory.resolve("data").toString());
    settings.put("cluster-id", cluster.id());
    settings.put("initial-nodes", members(cluster));
    settings.put("listen", LocalNode.HOST);
    settings.put("port", Integer.toString(node.clientPort()));
    settings.put("raft-port", Integer.toString(node.raftPort()));
    settings.put("admin-port", Integer.toString(node.adminPort()));
    if (cluster.strongShards() > 0) {
      settings.put("strong-shards", Integer.toString(cluster.strongShards()));
    }
    settings.putAll(cluster.settings());
    return settings;
  }

  /** {@code id=host:port} of every node, comma-separated. */
  private static String members(LocalCluster cluster) {
    return cluster.nodes().stream()
        .map(node -> node.id() + "=" + node.address())
        .collect(Collectors.joining(","));
  }
}
