package io.capstan.server.replication.quorum;

import io.capstan.server.core.Row;

/**
 * Where a coordinator leaves what a replica could not take: {@link HintStore}.
 *
 * <p>Thread safety: safe for use by several threads; never blocks.
 */
public interface HintKeeper {
  /** Keeps a row for a node. */
  void keep(String node, ReplicaKey key, Row row);
}
