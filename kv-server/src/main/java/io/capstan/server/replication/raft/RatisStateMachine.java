package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Threads;
import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis's view of a {@link LogApplier}.
 *
 * <p>The applier's rows survive a restart, so Ratis replays from the position they stand at, which
 * it takes from {@link #getLatestSnapshot}. That position stays as it was at start: it is the only
 * one known to be on disk.
 *
 * <p>A replica that cannot apply an entry, or not write its log, must not go on: it would differ
 * from the others for ever, or be counted for entries that it does not keep. At apply, Ratis logs
 * and skips a future that failed, so from the first failure on nothing reaches the applier any
 * more, every entry's future fails, {@link #failure} keeps the reason, and a thread of its own
 * closes the division. Throwing instead would make Ratis's updater close it, but when the server
 * closes at the same moment the updater then spins for ever and the close never returns.
 *
 * <p>Thread safety: Ratis applies entries with one thread; {@link #failure} and {@link #applied}
 * are for any.
 */
final class RatisStateMachine extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(RatisStateMachine.class);

  private final long lineage;
  private final LogApplier applier;
  private final AppliedIndex applied;
  private final LogDisk logDisk;
  private final Truncations truncations = new Truncations();
  private final Submissions submissions;
  private volatile LogPosition restored = LogPosition.NOTHING;
  private volatile @Nullable String failure;

  RatisStateMachine(long lineage, LogApplier applier, AppliedIndex applied, LogDisk logDisk) {
    this.lineage = lineage;
    this.applier = applier;
    this.applied = applied;
    this.logDisk = logDisk;
    this.submissions = new Submissions(lineage);
  }

  /** Why this replica stopped, or null. */
  @Nullable String failure() {
    return failure;
  }

  AppliedIndex applied() {
    return applied;
  }

  Submissions submissions() {
    return submissions;
  }

  /**
   * Restores the rows and checks them against the group's log, before Ratis opens it: Ratis deletes
   * a log that ends before the rows, and a replica that lost entries must not vote.
   *
   * @throws IOException with a message for the operator, when the log or the rows are damaged
   */
  void restore(Path log) throws IOException {
    LogPosition position;
    try {
      position = applier.restore();
    } catch (RuntimeException e) {
      throw new IOException(
          "the rows of group " + lineage + " cannot be restored: " + e.getMessage(), e);
    }
    LogSegments.in(log).requireWhole(position);
    begin(position);
  }

  private void begin(LogPosition position) {
    restored = position;
    applied.begin(position.index());
    setLastAppliedTermIndex(TermIndex.valueOf(position.term(), position.index()));
    applied.advance(position);
  }

  /** Nothing is left to do: the host has called {@link #restore}. */
  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    LogPosition position = restored;
    return position.equals(LogPosition.NOTHING)
        ? null
        : new FileListSnapshotInfo(List.of(), position.term(), position.index());
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
    LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
    ByteBuffer bytes = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
    Optional<Object> result = step(position, () -> applier.apply(position, bytes));
    if (result.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("the replica " + failure));
    }
    // Only a leader has a submitter; elsewhere the reply would just occupy Ratis's retry cache.
    boolean submitted = transaction.getServerRole() == RaftPeerRole.LEADER;
    return CompletableFuture.completedFuture(submitted ? new Applied(result.get()) : Message.EMPTY);
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    LogPosition position = new LogPosition(term, index);
    step(
        position,
        () -> {
          applier.advance(position);
          return position;
        });
  }

  /** Takes one step of the applier; empty when the replica has failed, at this step or earlier. */
  private Optional<Object> step(LogPosition position, Supplier<Object> action) {
    if (failure != null) {
      return Optional.empty();
    }
    applied.begin(position.index());
    try {
      Object result = action.get();
      passed(position);
      return Optional.of(result);
    } catch (RuntimeException | Error e) {
      leave("applying index " + position.index() + " of term " + position.term(), e);
      return Optional.empty();
    }
  }

  /** Ratis syncs its log when this has completed, and not when it has failed. */
  @Override
  public CompletableFuture<@Nullable Void> flush(long logIndex) {
    truncations.beforeSync();
    try {
      logDisk.beforeSync();
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Entries from this index on are to be cut off; called in the order of the log's changes. */
  @Override
  public CompletableFuture<@Nullable Void> truncate(long logIndex) {
    return truncations.begin(logIndex);
  }

  /**
   * Leaves the group: Ratis would go on with entries that are in memory and not on disk. Until the
   * division has closed, {@link FlushedAnswers} keeps it from saying that it has them.
   */
  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    if (failure == null) {
      leave("writing its log" + (entry == null ? "" : " at index " + entry.getIndex()), cause);
    }
  }

  /** The last index of the log that is on disk here; -1 when the group is not open. */
  long flushedIndex() {
    RaftServer server = getServer().getNow(null);
    // Before the flush index: once it is lifted, that one tells the truth.
    long ceiling = truncations.ceiling();
    try {
      return server == null
          ? RaftLog.INVALID_LOG_INDEX
          : Math.min(ceiling, server.getDivision(getGroupId()).getRaftLog().getFlushIndex());
    } catch (IOException e) {
      return RaftLog.INVALID_LOG_INDEX;
    }
  }

  private void leave(String doing, Throwable cause) {
    fail(doing, cause);
    // Not here: the close waits for the threads that Ratis calls this on.
    Threads.daemon("stop-group-" + lineage, this::closeDivision).start();
  }

  private void closeDivision() {
    try {
      getServer().join().getDivision(getGroupId()).close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot close the failed replica of group {}", lineage, e);
    }
  }

  private void passed(LogPosition position) {
    updateLastAppliedTermIndex(position.term(), position.index());
    applied.advance(position);
  }

  private void fail(String doing, Throwable cause) {
    String reason = "failed " + doing + ": " + cause;
    failure = reason;
    LOG.error("The replica of group {} on {} stops: it {}", lineage, getId(), reason, cause);
    applied.stop(
        CapstanException.of(
            Failure.REPLICA_FAILED, "the replica of group " + lineage + " " + reason));
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    submissions.abandon();
  }

  /** Ratis asserts that the life cycle really is PAUSED before it calls {@link #reinitialize}. */
  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() {
    getLifeCycle().transition(LifeCycle.State.STARTING);
    begin(applier.restore());
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  /** Answers "nothing to install": logs are whole, so the leader has every entry we lack. */
  @Override
  public CompletableFuture<@Nullable TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto leader, TermIndex firstAvailable) {
    LOG.warn(
        "Group {}: the leader's log starts at {} and asks for a snapshot, which this release does"
            + " not have; the replica follows by log only",
        lineage,
        firstAvailable);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    getLifeCycle().checkStateAndClose(() -> {});
    submissions.abandon();
    applied.stop(
        CapstanException.of(
            Failure.UNAVAILABLE, "the replica of group " + lineage + " was closed"));
  }
}
