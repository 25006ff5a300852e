package io.capstan.client.shell.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.runtime.Threads;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes of a cluster that are stopped with SIGSTOP: their connections stay open, and nobody
 * reads them. They go on when this is closed, and when this process ends before that.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class PausedNodes implements AutoCloseable {
  private final ClusterDirectory directory;
  private final LocalCluster cluster;
  private final Terminal terminal;

  @GuardedBy("this")
  private final Set<String> paused = new TreeSet<>();

  private final Thread atTheEnd = Threads.daemon("resume-nodes", this::end);

  @GuardedBy("this")
  private boolean ended;

  PausedNodes(ClusterDirectory directory, LocalCluster cluster, Terminal terminal) {
    this.directory = directory;
    this.cluster = cluster;
    this.terminal = terminal;
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /** Stops a node; gives its process. Not once this process is ending. */
  synchronized long pause(String nodeId) {
    if (ended) {
      throw CommandFailed.unavailable("interrupted", "see: kv status");
    }
    paused.add(nodeId);
    return signal(nodeId, "STOP");
  }

  /** Lets a node go on; one that was not stopped does not notice. */
  synchronized long resume(String nodeId) {
    long pid = signal(nodeId, "CONT");
    paused.remove(nodeId);
    return pid;
  }

  /** Lets all go on that are stopped, and says which. */
  synchronized void resumeAll() {
    for (String nodeId : List.copyOf(paused)) {
      try {
        long pid = resume(nodeId);
        terminal.say("kv: " + nodeId + " (process " + pid + ") goes on");
      } catch (CommandFailed e) {
        terminal.warn(nodeId + " may still be stopped: " + e.getMessage());
      }
    }
  }

  private synchronized void end() {
    ended = true;
    resumeAll();
  }

  private long signal(String nodeId, String name) {
    long pid =
        NodeProcess.find(directory, cluster.node(nodeId))
            .orElseThrow(
                () -> CommandFailed.unavailable(nodeId + " does not run", "start it with: kv up"))
            .pid();
    try {
      List<String> command = List.of("sh", "-c", "kill -" + name + " " + pid);
      // Unlike waitFor, this is not cut short by an interrupt.
      Process kill = new ProcessBuilder(command).start().onExit().join();
      if (kill.exitValue() == 0) {
        return pid;
      }
    } catch (IOException e) {
      throw notSent(nodeId, name, pid, String.valueOf(e.getMessage()));
    }
    throw notSent(nodeId, name, pid, "kill failed");
  }

  private static CommandFailed notSent(String nodeId, String name, long pid, String why) {
    return CommandFailed.unavailable(
        "SIG" + name + " was not sent to " + nodeId + ": " + why,
        "look at process " + pid + "; it goes on after: kill -CONT " + pid);
  }

  /** Lets all go on that were stopped. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException alreadyShuttingDown) {
      // It has done the same.
    }
  }
}
