package io.capstan.server.replication.raft;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.util.TimeDuration;
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
 * Here the last of such entries is sent again, after pauses that double, for a follower whose disk
 * stands still answers nothing either.
 *
 * <p>Thread safety: as Ratis's; the fields belong to the appender's thread.
 */
final class CommitAppender extends GrpcLogAppender {
  private static final long PATIENCE_MILLIS = 1;
  private static final long PAUSE_MILLIS = 500;
  private static final int DOUBLINGS_MAX = 7;
  private static final TimeDuration READING_MAX = TimeDuration.ONE_SECOND;

  private long told = -1;
  private long noticed = -1;

  /** The last entry that was sent, and when. */
  private long sentTo = -1;

  private Timestamp sentAt = Timestamp.currentTime();

  /** How often it was sent again in vain, and what was answered before that. */
  private int sentAgain;

  private long answeredBefore = -1;

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
    if (request == null && isLastEntryDueAgain()) {
      request = lastEntryAgain(callId);
    }
    if (request != null && request.getEntriesCount() > 0) {
      noteSent(request.getEntries(request.getEntriesCount() - 1).getIndex());
    }
    return request;
  }

  private void noteSent(long last) {
    sentTo = last;
    sentAt = Timestamp.currentTime();
  }

  /**
   * The last entry alone once more: a follower that has it says so, and one that lacks something
   * before it says that, which Ratis mends. The next index stays: Ratis's answers raise it without
   * the lock that is held here.
   */
  private AppendEntriesRequestProto lastEntryAgain(long callId) throws RaftLogIOException {
    LogEntryProto entry;
    try {
      entry = getRaftLog().getEntryWithData(sentTo).getEntry(READING_MAX);
    } catch (TimeoutException later) {
      return super.newAppendEntriesRequest(callId, true);
    }
    sentAgain = isFirstAgain() ? 1 : sentAgain + 1;
    answeredBefore = answered();
    return getLeaderState()
        .newAppendEntriesRequestProto(getFollower(), List.of(entry), getPrevious(sentTo), callId);
  }

  /** Whether all was sent, nothing is waited for, and the end was not answered. */
  private boolean isLastEntryDueAgain() {
    return answered() < sentTo
        && !hasPendingDataRequests()
        && getFollower().getNextIndex() == sentTo + 1
        && sentAt.elapsedTimeMs() >= pauseMillis();
  }

  /** A follower that has committed an entry has it, and refuses it as inconsistent. */
  private long answered() {
    return Math.max(getFollower().getMatchIndex(), getFollower().getCommitIndex());
  }

  private boolean isFirstAgain() {
    return answered() > answeredBefore;
  }

  private long pauseMillis() {
    return PAUSE_MILLIS << (isFirstAgain() ? 0 : Math.min(sentAgain, DOUBLINGS_MAX));
  }

  @Override
  public boolean shouldSendAppendEntries() {
    return super.shouldSendAppendEntries() || isLastEntryDueAgain();
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
