package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.ProgressLine;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv down}: stops the nodes of a local cluster. Their data stays. */
@Command(
    name = "down",
    description = "Stops the nodes of the cluster on this machine; their data stays.",
    footer = {
      "%nExamples:",
      "  kv down        all nodes",
      "  kv down n2     one node; kv up starts it again"
    })
public final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  @Parameters(paramLabel = "NODE", arity = "0..*", description = "The nodes to stop: all.")
  private List<String> nodes = List.of();

  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  private final Terminal terminal;

  public DownCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ClusterDirectory directory = flag.choose(terminal);
    LocalCluster cluster = directory.require();
    FileLock lock = directory.lock();
    try (var channel = lock.acquiredBy()) {
      return channel.isOpen() ? down(directory, chosen(cluster)) : Exit.UNAVAILABLE.code();
    }
  }

  private List<LocalNode> chosen(LocalCluster cluster) {
    return nodes.isEmpty() ? cluster.nodes() : nodes.stream().map(cluster::node).toList();
  }

  private int down(ClusterDirectory directory, List<LocalNode> chosen) throws IOException {
    Map<LocalNode, ProcessHandle> running = new LinkedHashMap<>();
    for (LocalNode node : chosen) {
      NodeProcess.find(directory, node).ifPresent(process -> running.put(node, process));
    }
    running.values().forEach(ProcessHandle::destroy);
    if (!awaitEnd(directory, running.keySet(), PATIENCE)) {
      kill(directory, running);
    }
    for (LocalNode node : chosen) {
      NodeProcess.forget(directory, node);
    }
    terminal
        .out()
        .println(running.isEmpty() ? "No node runs." : "Stopped " + ids(running.keySet()) + ".");
    return Exit.OK.code();
  }

  private void kill(ClusterDirectory directory, Map<LocalNode, ProcessHandle> running) {
    running.forEach(
        (node, process) -> {
          if (NodeProcess.find(directory, node).isPresent()) {
            terminal.warn(
                node.id()
                    + " (process "
                    + process.pid()
                    + ") did not end within "
                    + PATIENCE.toSeconds()
                    + " s and is killed");
            process.destroyForcibly();
          }
        });
    if (!awaitEnd(directory, running.keySet(), KILL_PATIENCE)) {
      throw CommandFailed.unavailable(
          ids(stillRunning(directory, running.keySet())) + " do not end even when killed",
          "a disk that hangs can be the reason; see kv status");
    }
  }

  private boolean awaitEnd(ClusterDirectory directory, Set<LocalNode> nodes, Duration limit) {
    try (var progress = new ProgressLine(terminal)) {
      return Poll.system()
          .until(
              limit,
              () -> {
                List<LocalNode> alive = stillRunning(directory, nodes);
                progress.show("stopping " + ids(alive));
                return alive.isEmpty();
              });
    }
  }

  private static List<LocalNode> stillRunning(ClusterDirectory directory, Set<LocalNode> nodes) {
    return nodes.stream().filter(node -> NodeProcess.find(directory, node).isPresent()).toList();
  }

  private static String ids(Collection<LocalNode> nodes) {
    return nodes.stream().map(LocalNode::id).collect(Collectors.joining(", "));
  }
}
