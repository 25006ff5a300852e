package io.capstan.server.replication.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/**
 * Tells one follower soon how far the log is committed.
 *
 * <p>A follower applies an entry when a later message says that it is committed. Ratis 3.3.0 has
 * nothing to send when no entry follows, and the follower waits for the next heartbeat: half an
 * election timeout, during which its reads are old and those of a session wait. Here a heartbeat
 * goes at once, unless an entry follows within a millisecond and carries the news.
 *
 * <p>Thread safety: as Ratis's; the fields belong to the appender's thread.
 */
final class CommitAppender extends GrpcLogAppender {
  private static final long PATIENCE_MILLIS = 1;

  private long told = -1;
  private long noticed = -1;

  CommitAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
    super(server, leader, follower);
  }

  @Override
  public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
      throws RaftLogIOException {
    AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat);
    if (request == null && isNewsDue()) {
      long committed = getRaftLog().getLastCommittedIndex();
      if (noticed == committed) {
        request = super.newAppendEntriesRequest(callId, true);
      }
      noticed = committed;
    }
    if (request != null && !hasPendingDataRequests()) {
      told = Math.max(told, request.getLeaderCommit());
    }
    return request;
  }

  @Override
  public long getWaitTimeMs() {
    long wait = super.getWaitTimeMs();
    return isNewsDue() ? Math.min(wait, PATIENCE_MILLIS) : wait;
  }

  /** A follower with entries under way may not have them on disk yet; its answer wakes this. */
  private boolean isNewsDue() {
    long committed = getRaftLog().getLastCommittedIndex();
    return committed > told
        && committed > getFollower().getCommitIndex()
        && !hasPendingDataRequests();
  }
}
