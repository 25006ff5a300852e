/**
 * STRONG shards: a Raft group per shard, carried by Apache Ratis.
 *
 * <p>The only package that imports Ratis. {@link io.capstan.server.replication.raft.RaftHost} runs
 * the groups of one node, {@link io.capstan.server.replication.raft.RaftGroup} is the handle to one
 * of them, and {@link io.capstan.server.replication.raft.StrongShard} puts a shard's writes
 * (gathered by {@link io.capstan.server.replication.raft.WriteBatcher}) and reads (confirmed by
 * {@link io.capstan.server.replication.raft.LeaderReads}) behind one door. What Ratis offers for
 * reads, retries and snapshots is not used.
 */
@NullMarked
package io.capstan.server.replication.raft;

import org.jspecify.annotations.NullMarked;
