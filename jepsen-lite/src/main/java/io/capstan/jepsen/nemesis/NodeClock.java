package io.capstan.jepsen.nemesis;

import java.time.Duration;
import java.util.Optional;

/**
 * The wall clock of one node, which can be set. Elapsed time is not concerned.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface NodeClock {
  /**
   * Makes it jump.
   *
   * @param offset from the machine's clock; ahead unless negative
   */
  void set(Duration offset);

  /** By how much the node says that it is ahead of the others; empty: it does not tell. */
  Optional<Duration> observed();
}
