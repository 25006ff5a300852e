package io.capstan.jepsen.store;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.nemesis.NodeClock;
import io.capstan.jepsen.nemesis.NodeDisk;
import io.capstan.jepsen.workload.Lane;
import java.util.List;
import java.util.Optional;

/**
 * A store under test: its nodes, and clients of it.
 *
 * <p>Thread safety: {@link #start} and {@link #close} are for one thread, the rest for any.
 */
public interface Target extends AutoCloseable {
  /** Its name on the command line, such as {@code capstan}. */
  String name();

  /** Starts every node and waits until all serve and all lanes can be used. */
  void start();

  /** The nodes, in order; the same for as long as it lives. */
  List<? extends Node> nodes();

  /** The node that leads, by its own account; of several the one of the latest term. */
  Optional<String> leader();

  /** The ways to use it, from the strongest to the weakest. */
  List<Lane> lanes();

  /**
   * Makes the client of one process. The caller closes it.
   *
   * @param lane one of {@link #lanes}, with whatever promises
   */
  StoreClient client(Lane lane);

  /**
   * Waits until a node that was started again serves, or could if it were not for the others.
   *
   * @throws IllegalStateException when it does not within a minute
   */
  void awaitServing(Node node);

  /** The node's wall clock; empty: it cannot be set. */
  default Optional<NodeClock> clock(Node node) {
    return Optional.empty();
  }

  /** The node's disk; empty: it cannot be made to misbehave. */
  default Optional<NodeDisk> disk(Node node) {
    return Optional.empty();
  }

  /** Whether all replicas are equal, or as equal as this target can tell. */
  boolean isSettled();

  /** Ends every node. */
  @Override
  void close();
}
