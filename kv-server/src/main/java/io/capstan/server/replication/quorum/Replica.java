package io.capstan.server.replication.quorum;

import io.capstan.server.core.Row;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One node's replicas as a coordinator sees them, its own or another node's.
 *
 * <p>A stage that fails says nothing of whether the row was stored. Stages may complete on any
 * thread, which must not be blocked.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface Replica {
  /** Whether it seems to be there now: what is sent has a chance to be answered. */
  boolean isReachable();

  /** Stores a row unless a later one is there. */
  CompletionStage<Stored> store(ReplicaKey key, Row row);

  /** Its row, a deleted or expired one too. */
  CompletionStage<Optional<Row>> read(ReplicaKey key);

  /** A page of its rows in key order, deleted and expired ones too. */
  CompletionStage<RowPage> page(PageRequest request);

  /** The sum over one slice of a keyspace. */
  CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice);
}
