package io.capstan.server.coordinator;

import io.capstan.server.replication.raft.RowReader;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.v1.Shard;

/** This node's replica of one STRONG shard: its log and its rows. */
public record ShardReplica(Shard shard, ShardLog log, RowReader rows) {}
