package io.capstan.jepsen.cluster;

/**
 * One member of a system under test, over all its lives: it may be started again after it has
 * ended.
 *
 * <p>Thread safety: safe for use by several threads; who starts it knows that it does not run.
 */
public interface Node {
  /** Its name, such as {@code n1}. */
  String id();

  /** Starts it; does not wait until it serves. */
  void start();

  boolean isAlive();

  /** Whether it runs and stands still, as the operating system says. */
  boolean isPaused();

  /** Ends it with SIGKILL, paused or not, and waits until it is gone. */
  void kill();

  /** Stops it with SIGSTOP, or what comes to the same: its connections stay open. */
  void pause();

  /** Lets it go on. */
  void resume();

  /** The last lines that it has printed. */
  String tail(int lines);
}
