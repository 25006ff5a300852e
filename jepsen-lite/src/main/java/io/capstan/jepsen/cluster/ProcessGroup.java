package io.capstan.jepsen.cluster;

import io.capstan.runtime.Threads;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Processes that end together, at the latest when this process ends.
 *
 * <p>Thread safety: {@link #add} is for one thread, the rest for any as long as none is added.
 */
public final class ProcessGroup implements AutoCloseable {
  private static final int TAIL_LINES = 40;

  private final Map<String, ServerProcess> members = new LinkedHashMap<>();
  private final Thread atExit = Threads.daemon("kill-servers", this::killAll);

  public ProcessGroup() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Makes a process one of them; returns it. */
  public ServerProcess add(ServerProcess process) {
    members.put(process.id(), process);
    return process;
  }

  /** One of them by its id. */
  public ServerProcess get(String id) {
    ServerProcess process = members.get(id);
    if (process == null) {
      throw new IllegalArgumentException("no node " + id + "; there are " + members.keySet());
    }
    return process;
  }

  /** In the order in which they were added. */
  public Collection<ServerProcess> all() {
    return members.values();
  }

  /** Starts those that do not run; does not wait until they serve. */
  public void startAll() {
    members.values().stream().filter(process -> !process.isAlive()).forEach(ServerProcess::start);
  }

  /** Kills all at the same moment, with SIGKILL, and waits until they are gone. */
  public void killAll() {
    members.values().forEach(ServerProcess::killAtOnce);
    members.values().stream().filter(ServerProcess::isAlive).forEach(ServerProcess::awaitEnd);
  }

  /** The ends of what they have printed, for a person. */
  public String tails() {
    return members.values().stream()
        .map(one -> "--- the last lines of " + one.plan().console() + "\n" + one.tail(TAIL_LINES))
        .collect(Collectors.joining("\n"));
  }

  /** Kills all. */
  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, or has run.
    }
  }
}
