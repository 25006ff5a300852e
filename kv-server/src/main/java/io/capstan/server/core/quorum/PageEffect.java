package io.capstan.server.core.quorum;

import java.util.Set;

/** What a coordinator does for a page of a scan. */
public sealed interface PageEffect {
  /** Ask a node for its page. */
  record Ask(String node) implements PageEffect {}

  /** Answer with the merged pages of these nodes. */
  record Answer(Set<String> nodes) implements PageEffect {}

  /**
   * Answer: not now.
   *
   * @param need what cannot be had
   * @param silent those of its replicas that were asked and do not answer
   */
  record Refused(PageQuorum.Need need, Set<String> silent) implements PageEffect {}
}
