package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import io.capstan.v1.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log that answers every command alike, and remembers what it was asked for. */
public final class FakeShard implements ShardLog {
  /** A permission that was asked for. */
  public record Asked(Level level, long floor, long boundMillis) {}

  public final List<Command> written = new ArrayList<>();
  public final List<Asked> asked = new ArrayList<>();
  private WriteOutcome outcome = WriteOutcome.newBuilder().setApplied(true).build();
  private @Nullable CompletableFuture<Void> gate;
  private long applied = 41;
  private long visible = 42;

  FakeShard answering(WriteOutcome with) {
    outcome = with;
    return this;
  }

  /** Like a replica that has just been opened. */
  void hasAppliedNothing() {
    applied = -1;
    visible = -1;
  }

  /** Every read waits until the gate opens. */
  public void readsWaitFor(CompletableFuture<Void> open) {
    gate = open;
  }

  @Override
  public synchronized CompletionStage<Written> write(Command command, long deadlineNanos) {
    written.add(command);
    return CompletableFuture.completedFuture(new Written(outcome, new LogPosition(3, 40)));
  }

  @Override
  public synchronized CompletionStage<ReadPoint> readPoint(
      Level level, long floorIndex, long boundMillis, long deadlineNanos) {
    asked.add(new Asked(level, floorIndex, boundMillis));
    if (level == Level.LEVEL_UNSPECIFIED) {
      return CompletableFuture.failedFuture(CapstanException.of(Failure.INTERNAL, "no level"));
    }
    ReadPoint point =
        new ReadPoint(
            applied,
            3,
            true,
            List.of("n1"),
            level == Level.LEVEL_STRONG ? ReadPoint.Path.TERM_CHECK : ReadPoint.Path.LOCAL,
            OptionalLong.empty(),
            0);
    CompletableFuture<Void> wait = gate;
    return wait == null ? CompletableFuture.completedFuture(point) : wait.thenApply(open -> point);
  }

  @Override
  public long visibleIndex() {
    return visible;
  }
}
