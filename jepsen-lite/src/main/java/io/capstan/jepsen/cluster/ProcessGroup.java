package io.capstan.jepsen.cluster;

import io.capstan.runtime.Threads;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Processes that end together, at the latest when this process ends: then none can be started any
 * more.
 *
 * <p>Thread safety: {@link #add} is for one thread, the rest for any as long as none is added; this
 * process may end at any time.
 */
public final class ProcessGroup implements AutoCloseable {
  private static final int TAIL_LINES = 40;

  private final Map<String, ServerProcess> members = new LinkedHashMap<>();
  private final Thread atExit = Threads.daemon("kill-servers", this::retireAll);

  /** Guarded by {@link #members}. */
  private boolean closed;

  public ProcessGroup() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Makes a process one of them; returns it.
   *
   * @throws IllegalStateException when they have ended for good
   */
  public ServerProcess add(ServerProcess process) {
    synchronized (members) {
      if (closed) {
        throw new IllegalStateException(process.id() + " is added when all is over");
      }
      members.put(process.id(), process);
    }
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
    awaitEnds(members.values());
  }

  private void retireAll() {
    List<ServerProcess> all;
    synchronized (members) {
      closed = true;
      all = List.copyOf(members.values());
    }
    all.forEach(ServerProcess::retire);
    awaitEnds(all);
  }

  private static void awaitEnds(Collection<ServerProcess> ending) {
    ending.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::awaitEnd);
  }

  /** The ends of what they have printed, for a person. */
  public String tails() {
    return members.values().stream()
        .map(one -> "--- the last lines of " + one.plan().console() + "\n" + one.tail(TAIL_LINES))
        .collect(Collectors.joining("\n"));
  }

  /** Kills all, for good. */
  @Override
  public void close() {
    retireAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, or has run.
    }
  }
}
