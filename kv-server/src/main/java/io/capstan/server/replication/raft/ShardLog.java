package io.capstan.server.replication.raft;

import io.capstan.log.v1.Command;
import io.capstan.v1.Level;
import java.util.concurrent.CompletionStage;

/**
 * One shard's log as its users see it: writes, and the permission to read at each level.
 *
 * <p>Thread safety: safe for use by several threads; nothing blocks.
 */
public interface ShardLog {
  /** A session floor that says: read at level STRONG. */
  long FLOOR_READ_STRONG = Long.MAX_VALUE;

  /**
   * Writes one command through the log.
   *
   * @return fails with NOT_LEADER, OVERLOADED, UNAVAILABLE or REPLICA_FAILED when it certainly
   *     never happens, with OUTCOME_UNKNOWN otherwise
   */
  CompletionStage<Written> write(Command command, long deadlineNanos);

  /**
   * The permission to read this replica's rows.
   *
   * @param asked not unspecified
   * @param floorIndex with SESSION: the index that the session has seen, 0 for none, {@link
   *     #FLOOR_READ_STRONG}
   * @param boundMillis with BOUNDED
   * @return fails definitely always: NOT_LEADER, UNAVAILABLE, OVERLOADED, NOT_CAUGHT_UP,
   *     BOUND_NOT_MET, REPLICA_FAILED
   */
  CompletionStage<ReadPoint> readPoint(
      Level asked, long floorIndex, long boundMillis, long deadlineNanos);

  /** {@link RaftGroup#visibleIndex}: what a session that has just read here must remember. */
  long visibleIndex();
}
