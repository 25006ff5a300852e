package io.capstan.jepsen.cluster;

import java.util.List;

/**
 * A node that is started by a {@link NodePlan}.
 *
 * <p>Thread safety: as {@link Node} says.
 */
public interface ServerProcess extends Node {
  /** How it is started. */
  NodePlan plan();

  @Override
  default String id() {
    return plan().id();
  }

  /** Where clients and peers call it, {@code host:port}. */
  default String address() {
    return plan().address();
  }

  /** Sends SIGKILL, if it runs, and does not wait. */
  void killAtOnce();

  /**
   * Kills it at once, if it runs, and for good: who starts it then, or is just doing so, is
   * refused, unless it was removed from wherever it runs.
   */
  default void retire() {
    killAtOnce();
  }

  @Override
  default void kill() {
    killAtOnce();
    awaitEnd();
  }

  /**
   * Asks it to end with SIGTERM, and waits.
   *
   * @return its exit code
   */
  int stop();

  /**
   * Waits for its end, at most half a minute.
   *
   * @return its exit code
   * @throws IllegalStateException when it has not ended by then
   */
  int awaitEnd();

  /** Everything that it has printed, in all its lives. */
  String console();

  @Override
  default String tail(int lines) {
    List<String> all = console().lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
