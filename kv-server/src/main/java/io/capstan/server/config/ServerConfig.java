package io.capstan.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that an operator has set for one node, checked. A node reads it once, at start; nothing in it
 * changes while the node runs.
 */
public record ServerConfig(
    NodeConfig node,
    ClusterConfig cluster,
    ListenConfig listen,
    RaftConfig raft,
    StorageConfig storage,
    EventualConfig eventual,
    Limits limits,
    Timeouts timeouts,
    LogConfig log) {

  /**
   * Reads the flags, the environment and the file, in this order of precedence.
   *
   * @param arguments the command line
   * @param environment all variables of the process; those that begin with CAPSTAN_ count
   * @param workingDirectory where relative paths start
   * @throws ConfigException when the server must not start with it
   */
  public static ServerConfig load(
      List<String> arguments, Map<String, String> environment, Path workingDirectory) {
    return of(Values.of(Sources.merge(Flags.parse(arguments), environment, workingDirectory)));
  }

  /**
   * Reads a command line alone, as if there were no environment and no file.
   *
   * @throws ConfigException when the server must not start with it
   */
  public static ServerConfig ofFlags(List<String> arguments) {
    return of(Values.of(Flags.parse(arguments)));
  }

  private static ServerConfig of(Values values) {
    NodeConfig node = NodeConfig.of(values);
    ClusterConfig cluster = ClusterConfig.of(values);
    cluster.requirePlanFor(node.id());
    return new ServerConfig(
        node,
        cluster,
        ListenConfig.of(values),
        RaftConfig.of(values),
        StorageConfig.of(values),
        EventualConfig.of(values),
        Limits.of(values),
        Timeouts.of(values),
        LogConfig.of(values));
  }
}
