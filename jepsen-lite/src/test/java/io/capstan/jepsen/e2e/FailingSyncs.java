package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.capstan.jepsen.cluster.LoopbackNetwork;
import io.capstan.jepsen.cluster.Network;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.transport.ChannelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes whose calls of fsync(2) and fdatasync(2) go through libfiu, which can make them fail. */
final class FailingSyncs implements Network {
  static final Path PROGRAM = Path.of("/usr/bin/fiu-run");

  private static final Path CONTROL = Path.of("/usr/bin/fiu-ctrl");

  private final Network loopback = new LoopbackNetwork();
  private final Path pipes;

  /**
   * @param pipes an empty directory of short name, which goes when this is closed
   */
  FailingSyncs(Path pipes) {
    this.pipes = pipes;
  }

  @Override
  public NodePlan attach(NodePlan plan) {
    List<String> launcher = List.of(PROGRAM.toString(), "-x", "-f", prefix(plan.id()));
    return new NodePlan(
        plan.id(), plan.ports(), plan.directory(), plan.settings(), plan.hostsFile(), launcher);
  }

  private String prefix(String node) {
    return pipes.resolve(node).toString();
  }

  /** From now on every sync of the node ends with EIO. */
  void fail(String node) throws IOException, InterruptedException {
    Set<String> processes = processes(node);
    assertFalse(processes.isEmpty(), "no process of " + node + " listens to libfiu");
    for (String call : List.of("fsync", "fdatasync")) {
      for (String process : processes) {
        String command = "enable name=posix/io/sync/" + call + ",failinfo=5";
        Process control =
            new ProcessBuilder(CONTROL.toString(), "-f", prefix(node), "-c", command, process)
                .inheritIO()
                .start();
        assertEquals(0, control.waitFor());
      }
    }
  }

  /** Those that have made a pipe, and live. */
  private Set<String> processes(String node) throws IOException {
    try (Stream<Path> files = Files.list(pipes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(node + "-") && name.endsWith(".in"))
          .map(name -> name.substring(node.length() + 1, name.length() - ".in".length()))
          .filter(process -> Files.exists(Path.of("/proc", process)))
          .collect(Collectors.toSet());
    }
  }

  @Override
  public ChannelFactory channels() {
    return loopback.channels();
  }

  @Override
  public void close() {
    loopback.close();
    try {
      Lab.delete(pipes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
