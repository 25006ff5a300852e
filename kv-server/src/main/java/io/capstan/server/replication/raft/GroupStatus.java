package io.capstan.server.replication.raft;

import io.capstan.server.replication.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a Raft group as its node sees it.
 *
 * @param leaderNodeId empty: not known
 * @param leader whether this replica leads
 * @param ready whether it leads and has applied an entry of its own term, so that it may serve
 * @param committed the last index it knows to be committed; -1 for none
 * @param failure why the replica stopped; null while it runs
 * @param logBytes what its log occupies on disk
 */
public record GroupStatus(
    long lineage,
    String leaderNodeId,
    boolean leader,
    boolean ready,
    long term,
    long committed,
    LogPosition applied,
    @Nullable String failure,
    long logBytes) {}
