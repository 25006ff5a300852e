package io.capstan.server.replication.raft;

import java.util.List;
import java.util.OptionalLong;

/**
 * The permission to read this replica's rows now, and what the answer may promise.
 *
 * <p>Rows read under it reflect the log at least up to {@link #index}. They may be newer: what a
 * session must remember is {@link StrongShard#visibleIndex} after the read.
 *
 * @param index the log index that the rows reflect at least
 * @param term the Raft term in which this replica led, or that it was in
 * @param byLeader whether this replica led
 * @param replicas ids of the nodes whose answers the promise rests on, this node's among them
 * @param stalenessBoundMillis how old the rows may be at most; empty: nothing is known
 * @param waitedMicros how long the request waited for the permission
 */
public record ReadPoint(
    long index,
    long term,
    boolean byLeader,
    List<String> replicas,
    Path path,
    OptionalLong stalenessBoundMillis,
    long waitedMicros) {

  public ReadPoint {
    replicas = List.copyOf(replicas);
  }

  ReadPoint withWaitedMicros(long micros) {
    return new ReadPoint(index, term, byLeader, replicas, path, stalenessBoundMillis, micros);
  }

  /** What the permission rests on. */
  public enum Path {
    /** A majority confirmed the leader's term. */
    TERM_CHECK,
    /** An entry that was appended after the read arrived was applied. */
    LOG,
    /** Nobody else was asked. */
    LOCAL
  }
}
