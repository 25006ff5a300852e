package io.capstan.server.replication.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.util.Timestamp;

/**
 * Tells one follower soon how far the log is committed, and sends again what it did not answer.
 *
 * <p>A follower applies an entry when a later message says that it is committed. Ratis 3.3.0 has
 * nothing to send when no entry follows, and the follower waits for the next heartbeat: half an
 * election timeout, during which its reads are old and those of a session wait. Here a heartbeat
 * goes at once, unless an entry follows within a millisecond and carries the news.
 *
 * <p>A leader sends entries until they are answered (Ongaro and Ousterhout 2014, section 5.3).
 * Ratis 3.3.0 forgets a request that was not answered in time, and takes its entries for sent: when
 * a majority's answers are lost the group stands still, with a leader, until another entry follows.
 * Here such entries are sent again, after pauses that double, for a follower whose disk stands
 * still answers nothing either.
 *
 * <p>Thread safety: as Ratis's; the fields belong to the appender's thread.
 */
final class CommitAppender extends GrpcLogAppender {
  private static final long PATIENCE_MILLIS = 1;
  private static final long PAUSE_MILLIS = 500;
  private static final int DOUBLINGS_MAX = 7;

  private long told = -1;
  private long noticed = -1;

  /** The first and the last entry of all that were sent since all was answered. */
  private long sentFrom;

  private long sentTo = -1;
  private int sentAgain;
  private Timestamp sentAgainAt = Timestamp.currentTime();

  CommitAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
    super(server, leader, follower);
  }

  @Override
  public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
      throws RaftLogIOException {
    sendAgainWhatWasNotAnswered();
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
    if (request != null && request.getEntriesCount() > 0) {
      noteSent(
          request.getEntries(0).getIndex(),
          request.getEntries(request.getEntriesCount() - 1).getIndex());
    }
    return request;
  }

  private void noteSent(long first, long last) {
    boolean allIsAnswered = getFollower().getMatchIndex() >= sentTo;
    sentFrom = allIsAnswered ? first : Math.min(sentFrom, first);
    sentTo = Math.max(sentTo, last);
  }

  private void sendAgainWhatWasNotAnswered() {
    FollowerInfo follower = getFollower();
    if (follower.getMatchIndex() >= sentTo) {
      sentAgain = 0;
    } else if (!hasPendingDataRequests() && isPauseOver()) {
      long next = Math.max(sentFrom, follower.getMatchIndex() + 1);
      if (follower.getNextIndex() > next) {
        follower.setNextIndex(next);
        sentAgain++;
        sentAgainAt = Timestamp.currentTime();
      }
    }
  }

  private boolean isPauseOver() {
    long pause = sentAgain == 0 ? 0 : PAUSE_MILLIS << Math.min(sentAgain, DOUBLINGS_MAX);
    return sentAgainAt.elapsedTimeMs() >= pause;
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
