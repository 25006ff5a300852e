package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.ProgressLine;
import io.capstan.runtime.Threads;
import io.capstan.transport.PlaintextChannels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One start of nodes, from their processes to the moment when the cluster serves.
 *
 * <p>Thread safety: confined to one thread, but for the notice at an interrupt.
 */
final class ClusterStart {
  private static final int LOG_LINES = 15;

  private final Terminal terminal;
  private final ClusterDirectory directory;
  private final Launcher launcher;

  ClusterStart(Terminal terminal, ClusterDirectory directory, Launcher launcher) {
    this.terminal = terminal;
    this.directory = directory;
    this.launcher = launcher;
  }

  /**
   * Makes the cluster run as its directory is to describe it: starts the nodes that do not, and
   * waits until all serve. The caller holds the directory's lock.
   *
   * @return the nodes that were started
   */
  static List<LocalNode> ofMissing(
      Terminal terminal, ClusterDirectory directory, LocalCluster cluster, Duration timeout) {
    List<LocalNode> missing =
        cluster.nodes().stream()
            .filter(node -> NodeProcess.find(directory, node).isEmpty())
            .toList();
    Ports.requireFree(missing);
    directory.write(cluster);
    var server = ServerCommand.ofThisProcess(terminal.environment());
    var start = new ClusterStart(terminal, directory, new Launcher(directory, cluster, server));
    try (var channels = new PlaintextChannels(1)) {
      start.run(missing, cluster, new Readiness(new NodeProbe(channels)), timeout);
    }
    return missing;
  }

  /** Starts the missing nodes and waits for all; fails when one ends or the time is over. */
  private void run(
      List<LocalNode> missing, LocalCluster cluster, Readiness readiness, Duration timeout) {
    Thread notice = Threads.daemon("interrupted", () -> sayWhatRuns(cluster));
    Runtime.getRuntime().addShutdownHook(notice);
    try {
      Map<LocalNode, Process> started = new LinkedHashMap<>();
      missing.forEach(node -> started.put(node, launcher.start(node)));
      await(started, cluster.nodes(), readiness, timeout);
    } finally {
      withdraw(notice);
    }
  }

  private void await(
      Map<LocalNode, Process> started, List<LocalNode> all, Readiness readiness, Duration timeout) {
    List<String> waitingFor = new ArrayList<>();
    try (var progress = new ProgressLine(terminal)) {
      boolean serves =
          Poll.system()
              .until(
                  timeout,
                  () -> {
                    started.forEach(this::requireAlive);
                    waitingFor.clear();
                    waitingFor.addAll(readiness.missing(all));
                    progress.show("waiting for " + String.join("; ", waitingFor));
                    return waitingFor.isEmpty();
                  });
      if (!serves) {
        throw CommandFailed.unavailable(
            "the cluster does not serve after "
                + timeout.toSeconds()
                + " s: "
                + String.join("; ", waitingFor),
            "its nodes keep running; see kv logs, or stop them with kv down");
      }
    }
  }

  private void requireAlive(LocalNode node, Process process) {
    if (process.isAlive()) {
      return;
    }
    terminal.say("--- the last lines of " + directory.consoleLog(node));
    lastLines(node).forEach(terminal::say);
    terminal.say("---");
    throw CommandFailed.unavailable(
        node.id() + " ended during its start with code " + process.exitValue(),
        "its log is above; the other nodes keep running (kv down stops them)" + settingsHint());
  }

  /** A setting that no node understands would end every later start as well. */
  private String settingsHint() {
    return directory
        .read()
        .filter(cluster -> !cluster.settings().isEmpty())
        .map(
            cluster ->
                "; settings in "
                    + directory.file()
                    + ": "
                    + String.join(", ", cluster.settings().keySet())
                    + " (to take one back: kv up --set KEY=)")
        .orElse("");
  }

  private List<String> lastLines(LocalNode node) {
    try {
      return LogTail.last(directory.consoleLog(node), LOG_LINES);
    } catch (IOException e) {
      return List.of("(cannot be read: " + e.getMessage() + ")");
    }
  }

  private void sayWhatRuns(LocalCluster cluster) {
    List<String> running =
        cluster.nodes().stream()
            .filter(node -> NodeProcess.find(directory, node).isPresent())
            .map(LocalNode::id)
            .toList();
    terminal.say("");
    terminal.say(
        "kv: interrupted; "
            + (running.isEmpty() ? "no node runs" : String.join(", ", running) + " keep running")
            + ". See kv status; kv up goes on, kv down stops them.");
  }

  private static void withdraw(Thread notice) {
    try {
      Runtime.getRuntime().removeShutdownHook(notice);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The notice is being shown.
    }
  }
}
