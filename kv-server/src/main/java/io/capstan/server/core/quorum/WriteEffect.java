package io.capstan.server.core.quorum;

import java.util.Set;

/** What a coordinator does for a write. */
public sealed interface WriteEffect {
  /** Send the row to a replica. */
  record Send(String node) implements WriteEffect {}

  /** Keep the row until a replica takes it. */
  record Hint(String node) implements WriteEffect {}

  /**
   * Answer: done.
   *
   * @param superseded a later write was there
   * @param existed one of the replicas had a value
   */
  record Done(Set<String> stored, boolean superseded, boolean existed) implements WriteEffect {}

  /** Answer: too few replicas can be reached, and nothing was sent to any. */
  record Refused(Set<String> reachable) implements WriteEffect {}

  /**
   * Answer: may have happened, because fewer replicas than needed have said that they stored it.
   */
  record Unknown(Set<String> stored) implements WriteEffect {}
}
