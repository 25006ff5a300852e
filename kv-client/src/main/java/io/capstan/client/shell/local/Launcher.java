package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts the processes of nodes, detached from this one. */
final class Launcher {
  private final ClusterDirectory directory;
  private final LocalCluster cluster;
  private final ServerCommand server;

  Launcher(ClusterDirectory directory, LocalCluster cluster, ServerCommand server) {
    this.directory = directory;
    this.cluster = cluster;
    this.server = server;
  }

  /** Writes the node's configuration and starts its process, which outlives this one. */
  Process start(LocalNode node) {
    Path log = directory.consoleLog(node);
    try {
      writeConfiguration(node);
      Files.createDirectories(log.getParent());
      Process process =
          new ProcessBuilder(server.line(directory.configuration(node), cluster.heap()))
              .directory(directory.nodeDirectory(node).toFile())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true)
              .start();
      NodeProcess.remember(directory, node, process.toHandle());
      return process;
    } catch (IOException e) {
      throw CommandFailed.unavailable(
          "cannot start " + node.id() + ": " + e.getMessage(), "try: kv doctor");
    }
  }

  private void writeConfiguration(LocalNode node) {
    Path own = directory.nodeDirectory(node);
    ClusterDirectory.replace(
        directory.configuration(node),
        ClusterFile.properties(
            "Written anew by each kv up that starts the node; change it with kv up --set.",
            NodeSettings.of(cluster, node, own)));
  }
}
