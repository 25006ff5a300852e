package io.capstan.server.replication.raft;

import java.io.IOException;

/**
 * What the entries of a Raft log pass on their way to the disk. Ratis writes and syncs the log by
 * itself; this comes right before each sync.
 *
 * <p>Thread safety: called by the threads that write logs, one for each group; may block.
 */
@FunctionalInterface
public interface LogDisk {
  /** Nothing comes before a sync. */
  LogDisk SYSTEM = () -> {};

  /**
   * Returns when the sync may begin.
   *
   * @throws IOException when it fails: the replica leaves its group
   */
  void beforeSync() throws IOException;
}
