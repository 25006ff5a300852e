package io.capstan.jepsen.demo;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.LinkAction;
import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.jepsen.run.Directories;
import io.capstan.jepsen.store.capstan.CapstanTarget;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Three nodes in a temporary directory, whose links can be cut. Nothing of it outlives this process
 * however that ends, but for the directory after a kill -9.
 *
 * <p>Thread safety: confined to one thread.
 */
final class DemoCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int REMOVALS_MAX = 50;

  private final Terminal terminal;
  private final Path directory;
  private final ProxyNetwork network = new ProxyNetwork(Randoms.system(), Ticker.system(), false);
  private final ProcessCluster cluster;
  private final CapstanTarget target;
  private final Thread atTheEnd = Threads.daemon("remove-demo", this::end);

  private DemoCluster(Terminal terminal, Path directory) {
    this.terminal = terminal;
    this.directory = directory;
    Map<String, String> settings = Map.of("replication", Integer.toString(NODES));
    this.cluster =
        new ProcessCluster(directory, "demo", NODES, ServerJvm.ofThisProcess(), settings, network);
    this.target = new CapstanTarget(cluster, network, TIMEOUT);
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /** Starts the nodes, and waits until they serve. */
  static DemoCluster start(Terminal terminal) throws IOException {
    var demo = new DemoCluster(terminal, Files.createTempDirectory("kv-demo-"));
    try {
      demo.target.start();
      return demo;
    } catch (IllegalStateException e) {
      demo.close();
      throw CommandFailed.unavailable(
          "the demo's cluster does not serve: " + e.getMessage(), "see: kv doctor");
    }
  }

  Path directory() {
    return directory;
  }

  Set<String> nodes() {
    return new TreeSet<>(cluster.nodes().stream().map(ServerProcess::id).toList());
  }

  CapstanTarget target() {
    return target;
  }

  /** A client beside a node; the caller closes it. */
  Side side(String node, Set<String> others, String strongRow) {
    List<String> seeds = cluster.addresses();
    return new Side(node, others, strongRow, seeds, network.channelsBeside(node));
  }

  /** What cuts these links, and shows whether they are cut. */
  LinkAction cut(Set<Link> links) {
    return new LinkAction(
        network, Ticker.system(), List.copyOf(nodes()), links, new Disturbance.Cut());
  }

  private void end() {
    terminal.say("kv: the demo is ended; its nodes are killed and their directory is removed");
    cluster.killAll();
    remove();
  }

  /** Again, while a node that was just being started still makes files. */
  private void remove() {
    for (int attempt = 1; Files.exists(directory); attempt++) {
      try {
        Directories.remove(directory);
      } catch (IOException e) {
        cluster.killAll();
        if (attempt == REMOVALS_MAX) {
          terminal.warn(directory + " is still there: " + e);
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException ending) {
      return; // which does the same
    }
    target.close();
    network.close();
    remove();
  }
}
