package io.capstan.server.replication;

import java.nio.ByteBuffer;

/**
 * The state that one replicated log drives on this node.
 *
 * <p>Any exception means that this replica no longer knows its own state: the caller must stop it
 * and never skip the entry.
 *
 * <p>Thread safety: the caller uses one thread at a time.
 */
public interface LogApplier {
  /**
   * Reads the position that the rows on disk stand at, before the first {@link #apply}.
   *
   * @return the last entry whose effects are all there, {@link LogPosition#NOTHING} for none
   */
  LogPosition restore();

  /**
   * Applies one entry; its effects and the new position become visible together.
   *
   * @param entry the bytes that were submitted; valid during the call only
   * @return what the submitter gets, when it waits on this node
   */
  Object apply(LogPosition position, ByteBuffer entry);

  /** Passes an entry that carries nothing for this state (configuration, start of a term). */
  void advance(LogPosition position);
}
