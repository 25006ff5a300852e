package io.capstan.server.replication.raft;

import java.util.concurrent.CompletionStage;

/** Where entries are handed over to be replicated: a {@link RaftGroup}. */
interface EntryLog {
  /**
   * Replicates one entry and applies it. May block for a short time.
   *
   * @return what the applier made of it on this node, the leader; fails with a {@code
   *     CapstanException}, which is definite only when the entry was never appended
   */
  CompletionStage<Object> submit(byte[] entry);
}
