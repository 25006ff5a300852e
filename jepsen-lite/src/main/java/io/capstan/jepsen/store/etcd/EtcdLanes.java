package io.capstan.jepsen.store.etcd;

import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways to use etcd, and what its documentation (<em>KV API guarantees</em>) promises of each.
 * Writes are the same in both: they go through Raft.
 */
final class EtcdLanes {
  private static final String MODE = "Raft";

  /** All else follows from linearizability. */
  static final Lane LINEARIZABLE =
      lane(
          "linearizable",
          "linearizable range",
          EnumSet.allOf(Guarantee.class),
          Optional.of(Duration.ZERO),
          false);

  /**
   * Reads of the asked node's own state, which is that of some earlier moment of the log. That
   * state only moves forward and a node has applied what it acknowledges, so a process that stays
   * at one node sees a sequential order; one that goes from node to node may see time go back, and
   * etcd has no sessions to prevent it. So nothing that a process could rely on between its own
   * operations is promised, only what concerns the log.
   */
  static final Lane SERIALIZABLE =
      lane(
          "serializable",
          "serializable range",
          EnumSet.of(
              Guarantee.CONSISTENT_PREFIX,
              Guarantee.NO_DUPLICATES,
              Guarantee.CONVERGENCE,
              Guarantee.NO_LOST_WRITES,
              Guarantee.NO_RESURRECTION,
              Guarantee.NO_INVENTION),
          Optional.empty(),
          true);

  static final List<Lane> ALL = List.of(LINEARIZABLE, SERIALIZABLE);

  private EtcdLanes() {}

  private static Lane lane(
      String name,
      String reads,
      Set<Guarantee> promised,
      Optional<Duration> stalenessMax,
      boolean localReads) {
    return new Lane(name, MODE, reads, promised, stalenessMax, true, false, localReads);
  }

  /** Whether its reads ask the node's own state. */
  static boolean isSerializable(Lane lane) {
    return lane.name().equals(SERIALIZABLE.name());
  }
}
