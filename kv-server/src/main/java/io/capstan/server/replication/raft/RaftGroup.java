package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.replication.LogPosition;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * A handle to this node's replica of one Raft group.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class RaftGroup implements EntryLog {
  /** What Ratis puts around our bytes in an entry. */
  private static final int ENTRY_OVERHEAD_BYTES = 1024;

  private final long lineage;
  private final RaftServer.Division division;
  private final RatisStateMachine machine;
  private final RaftDirectory directory;
  private final int entryBytesMax;
  private final RaftClientAsynchronousProtocol submitter;
  private final ClientId clientId = ClientId.randomId();
  private final AtomicLong callIds = new AtomicLong();

  RaftGroup(
      long lineage,
      RaftServer.Division division,
      RatisStateMachine machine,
      RaftDirectory directory,
      int entryBytesMax) {
    this.lineage = lineage;
    this.division = division;
    this.machine = machine;
    this.directory = directory;
    this.entryBytesMax = entryBytesMax - ENTRY_OVERHEAD_BYTES;
    // A division takes requests on the caller's thread; by way of the server it costs two hops.
    this.submitter =
        division instanceof RaftClientAsynchronousProtocol direct
            ? direct
            : division.getRaftServer();
  }

  /** The group's number in the cluster. */
  public long lineage() {
    return lineage;
  }

  /** The node that this replica is on. */
  public String nodeId() {
    return RaftPeerSpec.nodeIdOf(peerId());
  }

  /** Up to where this replica has applied the log: rows read after this call reflect it. */
  public LogPosition applied() {
    return machine.applied().get();
  }

  /**
   * The highest index whose effects a read that ended before this call can have seen: what a
   * session must not go back behind. Ahead of {@link #applied} while an entry is being applied.
   */
  public long visibleIndex() {
    return machine.applied().visible();
  }

  /**
   * Waits, without polling, until this replica has applied the entry at {@code index}.
   *
   * @return the position applied by then; fails with NOT_CAUGHT_UP at the deadline, REPLICA_FAILED
   *     or UNAVAILABLE when the replica stops
   */
  public CompletionStage<LogPosition> awaitApplied(long index, long deadlineNanos) {
    return machine.applied().await(index, deadlineNanos);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The stage completes on the thread that applies entries: hand further work off.
   */
  @Override
  public CompletionStage<Object> submit(byte[] entry) {
    CapstanException refusal = refusal();
    if (refusal == null && entry.length > entryBytesMax) {
      refusal =
          CapstanException.of(
              Failure.LIMIT_EXCEEDED,
              "log entry bytes: " + entry.length + ", limit entryBytesMax = " + entryBytesMax);
    }
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    return machine.submissions().watch(() -> handOver(entry));
  }

  private CompletionStage<Object> handOver(byte[] entry) {
    try {
      return SubmitOutcome.of(lineage, submitter.submitClientRequestAsync(request(entry)));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(SubmitOutcome.failure(lineage, e));
    }
  }

  private RaftClientRequest request(byte[] entry) {
    return RaftClientRequest.newBuilder()
        .setClientId(clientId)
        .setServerId(division.getId())
        .setGroupId(division.getMemberId().getGroupId())
        .setCallId(callIds.incrementAndGet())
        .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
        .setType(RaftClientRequest.writeRequestType())
        .build();
  }

  /** Why this replica may not act as the leader now, or null when it may. */
  @Nullable CapstanException refusal() {
    CapstanException stopped = stopped();
    if (stopped != null) {
      return stopped;
    }
    DivisionInfo info = division.getInfo();
    if (!info.isLeader()) {
      return CapstanException.of(
              Failure.NOT_LEADER, "node " + nodeId() + " does not lead group " + lineage)
          .withTryNode(leaderNodeId());
    }
    return info.isLeaderReady()
        ? null
        : CapstanException.of(
            Failure.UNAVAILABLE, "the new leader of group " + lineage + " is not ready yet");
  }

  /** Why this replica may not serve its own rows, or null when it may. */
  @Nullable CapstanException stopped() {
    String failure = machine.failure();
    if (failure != null) {
      return CapstanException.of(
          Failure.REPLICA_FAILED, "the replica of group " + lineage + " " + failure);
    }
    return running()
        ? null
        : CapstanException.of(
            Failure.UNAVAILABLE,
            "the replica of group " + lineage + " is " + division.getInfo().getLifeCycleState());
  }

  /** Whether the replica takes part in its group. */
  boolean running() {
    return division.getInfo().getLifeCycleState() == LifeCycle.State.RUNNING
        && machine.failure() == null;
  }

  /** Whether the replica has left its group, after a failure or at the end of its host. */
  boolean closed() {
    return !division.getInfo().isAlive();
  }

  /** Whether a leader has ever written into this replica's log who votes. */
  public boolean hasPeers() {
    return !division.getRaftConf().getAllPeers().isEmpty();
  }

  /**
   * Whether this replica may hold a command that it has yet to apply: one that was acknowledged
   * before a crash, or one that no leader has decided on yet.
   */
  public boolean hasUnreadCommands() {
    if (!running()) {
      return true;
    }
    RaftLog log = division.getRaftLog();
    TermIndex last = log.getLastEntryTermIndex();
    try {
      for (long i = applied().index() + 1; last != null && i <= last.getIndex(); i++) {
        LogEntryProto entry = log.get(i);
        if (entry == null || entry.hasStateMachineLogEntry()) {
          return true;
        }
      }
      return false;
    } catch (RaftLogIOException e) {
      return true;
    }
  }

  String peerId() {
    return division.getId().toString();
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  /**
   * What this replica believes as a leader, read in the order that protocols.md R1 demands.
   *
   * @throws CapstanException {@link #refusal}
   */
  Leadership leadership() {
    long term = term();
    CapstanException refusal = refusal();
    if (refusal != null) {
      throw refusal;
    }
    long committed = division.getRaftLog().getLastCommittedIndex();
    RaftConfiguration voters = division.getRaftConf();
    Leadership leadership =
        new Leadership(
            term, committed, ids(voters.getCurrentPeers()), ids(voters.getPreviousPeers()));
    if (term() != term) {
      throw CapstanException.of(
          Failure.UNAVAILABLE, "group " + lineage + " is electing a leader just now");
    }
    return leadership;
  }

  /** Whether this replica leads, in exactly this term. */
  boolean leads(long term) {
    return running() && term() == term && division.getInfo().isLeader() && term() == term;
  }

  /** Whether this replica leads, and may serve as the leader. */
  public boolean leads() {
    return refusal() == null;
  }

  /** The leader's node as far as this replica knows, empty when it does not. */
  public String leaderNodeId() {
    RaftPeerId leader = running() ? division.getInfo().getLeaderId() : null;
    return leader == null ? "" : RaftPeerSpec.nodeIdOf(leader.toString());
  }

  /** A snapshot for operators; reads the size of the log from disk. */
  public GroupStatus status() {
    boolean leader = running() && division.getInfo().isLeader();
    return new GroupStatus(
        lineage,
        leaderNodeId(),
        leader,
        leader && division.getInfo().isLeaderReady(),
        term(),
        division.getRaftLog().getLastCommittedIndex(),
        applied(),
        machine.failure(),
        directory.logBytes(lineage));
  }

  private static Set<String> ids(Collection<RaftPeer> peers) {
    return peers.stream().map(peer -> peer.getId().toString()).collect(Collectors.toSet());
  }
}
