package io.capstan.faults;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import io.capstan.v1.Level;
import io.capstan.version.LogVersion;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The fault {@code answer-before-quorum}: a write is answered before those who must have it do.
 *
 * <p>STRONG: a put is answered with success as soon as a replica that leads has queued it for its
 * log, with a version that is a guess. Other writes stay honest: what they lead to is known only
 * when they are applied. EVENTUAL: every write is answered once one replica has stored it, the
 * coordinator's own if it is well, whatever W is; the receipt names W of them.
 *
 * <p>What falls: that a write which was answered is on the disks of a majority, or of W replicas.
 * It is lost with the leader that is cut off or killed, and not seen on the other side of a
 * partition.
 */
public final class AnswerBeforeQuorum implements BrokenMode {
  /** Called by the service loader. */
  public AnswerBeforeQuorum() {}

  @Override
  public String name() {
    return "answer-before-quorum";
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
    public CompletionStage<Written> write(Command command, long deadlineNanos) {
      return command.getWrite().hasPut()
          ? super.readPoint(Level.LEVEL_EVENTUAL, 0, 0, deadlineNanos)
              .thenCompose(local -> put(command, local, deadlineNanos))
          : super.write(command, deadlineNanos);
    }

    private CompletionStage<Written> put(Command command, ReadPoint local, long deadlineNanos) {
      CompletableFuture<Written> queued = super.write(command, deadlineNanos).toCompletableFuture();
      return !local.byLeader() || queued.isCompletedExceptionally()
          ? queued
          : CompletableFuture.completedFuture(guessed(local));
    }

    private static Written guessed(ReadPoint local) {
      LogVersion next = new LogVersion(Math.max(0, local.index()) + 1, 0);
      return new Written(
          WriteOutcome.newBuilder()
              .setApplied(true)
              .setVersion(ByteString.copyFrom(next.toBytes()))
              .build(),
          new LogPosition(local.term(), local.index()));
    }
  }

  private static final class Quorums extends AlteredQuorums {
    Quorums(SliceQuorums own) {
      super(own);
    }

    @Override
    public CompletionStage<WriteResult> write(
        ReplicaKey key, Row row, List<String> nodes, int needed, long deadlineNanos) {
      return super.write(key, row, nodes, 1, deadlineNanos)
          .thenApply(
              done ->
                  new WriteResult(
                      Set.copyOf(nodes.subList(0, needed)),
                      done.hinted(),
                      done.superseded(),
                      done.existed()));
    }
  }
}
