package io.capstan.jepsen.nemesis;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One fault that is about to be done: what it hits is decided.
 *
 * <p>Thread safety: for one thread.
 */
interface Action {
  /** For a person. */
  String what();

  /** Links that it disturbs. */
  default Set<Link> links() {
    return Set.of();
  }

  /** Nodes that it hits. */
  default Set<String> nodes() {
    return Set.of();
  }

  /** The groups of nodes that still reach each other; empty when it cuts no link. */
  default List<Set<String>> sides() {
    return List.of();
  }

  void inject();

  /** Does what is next to do while it lasts; called again and again until its end. */
  default void goOn() {}

  /** Since when it bites, by the run's clock; empty: it does not, yet or any more. */
  OptionalLong bitesSince();

  void end();

  /** Since when it is over, by the run's clock; empty: it is not, yet. */
  OptionalLong healedSince();

  /** On what its bite rests, for a person. */
  String evidence();
}
