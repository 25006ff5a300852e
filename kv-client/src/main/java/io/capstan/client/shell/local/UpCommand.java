package io.capstan.client.shell.local;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Durations;
import io.capstan.client.shell.output.Table;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kv up}: makes a local cluster, or starts what is missing of it, and waits until it serves.
 */
@Command(
    name = "up",
    description = "Starts a cluster on this machine, or what is missing of it.",
    footer = {
      "%nExamples:",
      "  kv up                                three nodes in .kv, on ports from 7400",
      "  kv up --nodes 1 --dir /tmp/one       one node elsewhere",
      "  kv up --base-port 8400 --dir other   a second cluster beside the first",
      "%nA second kv up starts the nodes that do not run. kv down stops them; the data stays."
    })
public final class UpCommand implements Callable<Integer> {
  @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes of a new cluster: 3.")
  private @Nullable Integer nodes;

  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description = "Client port of n1 in a new cluster: 7400. Raft is 100, admin 200 above.")
  private @Nullable Integer basePort;

  @Option(
      names = "--strong-shards",
      paramLabel = "N",
      description = "Number of STRONG shards of a new cluster: the servers' default.")
  private @Nullable Integer strongShards;

  @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of each node: 768m.")
  private @Nullable String heap;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Adds a setting to the nodes that this command starts, and later ones; KEY= takes it back.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Durations.class,
      description = "How long to wait until the cluster serves: ${DEFAULT-VALUE}.")
  private Duration timeout;

  private final Terminal terminal;

  public UpCommand(Terminal terminal) {
    this.terminal = terminal;
    this.timeout = Duration.ofSeconds(60);
  }

  @Override
  public Integer call() throws IOException {
    ClusterDirectory directory = flag.choose(terminal);
    FileLock lock = directory.lock();
    try (var channel = lock.acquiredBy()) {
      return channel.isOpen() ? up(directory) : Exit.UNAVAILABLE.code();
    }
  }

  private int up(ClusterDirectory directory) {
    LocalCluster cluster =
        new ClusterRequest(nodes, basePort, strongShards, heap, settings).in(directory);
    List<LocalNode> missing = ClusterStart.ofMissing(terminal, directory, cluster, timeout);
    report(directory, cluster, missing);
    return Exit.OK.code();
  }

  private void report(ClusterDirectory directory, LocalCluster cluster, List<LocalNode> started) {
    if (started.isEmpty()) {
      terminal.out().println("All " + cluster.nodes().size() + " nodes run already.");
    }
    var table = new Table("NODE", "ADDRESS", "PID");
    for (LocalNode node : cluster.nodes()) {
      String pid =
          NodeProcess.find(directory, node).map(p -> Long.toString(p.pid())).orElse("gone");
      table.row(node.id(), node.address(), pid);
    }
    table.print(terminal.out());
    terminal.out().println();
    terminal.out().println("Next:  kv put greeting hello   then   kv get greeting --receipt");
    terminal.out().println("Stop:  kv down");
  }
}
