package io.capstan.faults;

import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.quorum.ReadResult;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.v1.Level;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The fault {@code stale-session-floor}: a SESSION read takes no notice of what the session's token
 * says it has seen. STRONG keyspaces: the replica that is asked answers with what it has. EVENTUAL
 * keyspaces: a read of single rows is answered by the first R replicas; scans are as they were.
 *
 * <p>What falls: read your writes, monotonic reads, and writes follow reads, for a session that
 * comes to a replica that is behind.
 */
public final class StaleSessionFloor implements BrokenMode {
  /** Called by the service loader. */
  public StaleSessionFloor() {}

  @Override
  public String name() {
    return "stale-session-floor";
  }

  @Override
  public ShardReplica strongReplica(ShardReplica own) {
    return new ShardReplica(own.shard(), new Log(own.log()), own.rows());
  }

  @Override
  public SliceQuorums sliceQuorums(SliceQuorums own) {
    return new Quorums(own);
  }

  private static final class Log extends AlteredLog {
    Log(ShardLog own) {
      super(own);
    }

    @Override
    public CompletionStage<ReadPoint> readPoint(
        Level asked, long floorIndex, long boundMillis, long deadlineNanos) {
      return super.readPoint(asked, 0, boundMillis, deadlineNanos);
    }
  }

  private static final class Quorums extends AlteredQuorums {
    Quorums(SliceQuorums own) {
      super(own);
    }

    @Override
    public CompletionStage<ReadResult> read(
        ReplicaKey key, List<String> nodes, int needed, SessionFloor floor, long deadlineNanos) {
      return super.read(key, nodes, needed, SessionFloor.NONE, deadlineNanos);
    }
  }
}
