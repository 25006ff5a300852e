package io.capstan.faults;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.v1.Level;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The fault {@code local-strong-reads}: a replica that leads serves STRONG reads from its own rows,
 * and asks nobody whether its term still holds. One that led last goes on until it hears of another
 * leader. The receipt says that the term was checked.
 *
 * <p>What falls: linearizability. A leader that was cut off or stood still answers with rows that
 * its successor has overwritten (protocols.md R1).
 */
public final class LocalStrongReads implements BrokenMode {
  /** Called by the service loader. */
  public LocalStrongReads() {}

  @Override
  public String name() {
    return "local-strong-reads";
  }

  @Override
  public ShardReplica strongReplica(ShardReplica own) {
    return new ShardReplica(own.shard(), new Log(own.log()), own.rows());
  }

  private static final class Log extends AlteredLog {
    private volatile boolean ledLast;

    Log(ShardLog own) {
      super(own);
    }

    @Override
    public CompletionStage<ReadPoint> readPoint(
        Level asked, long floorIndex, long boundMillis, long deadlineNanos) {
      if (asked != Level.LEVEL_STRONG) {
        return super.readPoint(asked, floorIndex, boundMillis, deadlineNanos);
      }
      return super.readPoint(Level.LEVEL_EVENTUAL, 0, 0, deadlineNanos)
          .thenCompose(local -> believed(local, deadlineNanos));
    }

    private CompletionStage<ReadPoint> believed(ReadPoint local, long deadlineNanos) {
      if (local.byLeader()) {
        ledLast = true;
        return CompletableFuture.completedFuture(calledStrong(local));
      }
      return super.readPoint(Level.LEVEL_STRONG, 0, 0, deadlineNanos)
          .exceptionallyCompose(failure -> asIfLeading(local, CapstanException.from(failure)));
    }

    private CompletionStage<ReadPoint> asIfLeading(ReadPoint local, CapstanException refusal) {
      String leader = refusal.error().getTryNode();
      // One that has stepped down takes itself for the leader until the next term.
      boolean another = !leader.isEmpty() && !local.replicas().contains(leader);
      ledLast &= !another;
      return ledLast && refusal.failure() == Failure.NOT_LEADER
          ? CompletableFuture.completedFuture(calledStrong(local))
          : CompletableFuture.failedFuture(refusal);
    }

    private static ReadPoint calledStrong(ReadPoint local) {
      return new ReadPoint(
          local.index(),
          local.term(),
          true,
          local.replicas(),
          ReadPoint.Path.TERM_CHECK,
          OptionalLong.of(0),
          local.waitedMicros());
    }
  }
}
