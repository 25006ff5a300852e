package io.capstan.server.replication.quorum;

import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.PageQuorum;
import io.capstan.server.core.quorum.SessionFloor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The replicas of EVENTUAL slices as a coordinator's operations use them: {@link QuorumOperations}.
 *
 * <p>Thread safety: safe for use by several threads; nothing blocks.
 */
public interface SliceQuorums {
  /**
   * Stores a row on all replicas, and answers when enough have it.
   *
   * @param nodes the N replicas
   * @param needed W
   * @param deadlineNanos on the ticker
   * @return fails with UNAVAILABLE when too few can be reached, with OUTCOME_UNKNOWN when too few
   *     answered
   */
  CompletionStage<WriteResult> write(
      ReplicaKey key, Row row, List<String> nodes, int needed, long deadlineNanos);

  /**
   * Reads a row from as many replicas as are needed, for the session as many more as it takes.
   *
   * @param nodes the N replicas, those to ask first in front
   * @param needed R
   * @param deadlineNanos on the ticker
   * @return fails with UNAVAILABLE when too few answered, with NOT_CAUGHT_UP when none that did has
   *     what the session has seen
   */
  CompletionStage<ReadResult> read(
      ReplicaKey key, List<String> nodes, int needed, SessionFloor floor, long deadlineNanos);

  /**
   * Reads a page of so many replicas' rows as its slices need.
   *
   * @param needs of the request's slices
   * @param deadlineNanos on the ticker
   * @return the pages, by node; fails with UNAVAILABLE when too few answered, unless one of them
   *     has refused for good: then as that one did
   */
  CompletionStage<Map<String, RowPage>> pages(
      PageRequest request, Collection<PageQuorum.Need> needs, long deadlineNanos);
}
