package io.capstan.faults;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import io.capstan.v1.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log of a replica that has applied entry 5; what is written waits for the test to answer. */
final class FakeLog implements ShardLog {
  static final long APPLIED = 5;

  final List<Command> commands = new ArrayList<>();
  final List<CompletableFuture<Written>> answers = new ArrayList<>();

  /** Whether it leads as far as it knows. */
  boolean leads = true;

  /** Whether a majority is there to confirm its term. */
  boolean confirmed = true;

  /** Whom it takes for the leader when it does not lead; itself is n1. Empty: it knows of none. */
  String leader = "";

  @Override
  public CompletionStage<Written> write(Command command, long deadlineNanos) {
    CompletableFuture<Written> answer = new CompletableFuture<>();
    commands.add(command);
    answers.add(answer);
    return answer;
  }

  @Override
  public CompletionStage<ReadPoint> readPoint(
      Level asked, long floorIndex, long boundMillis, long deadlineNanos) {
    if (asked == Level.LEVEL_STRONG && !leads) {
      return refused(Failure.NOT_LEADER);
    }
    if (asked == Level.LEVEL_STRONG && !confirmed) {
      return refused(Failure.UNAVAILABLE);
    }
    if (asked == Level.LEVEL_SESSION && floorIndex > APPLIED) {
      return refused(Failure.NOT_CAUGHT_UP);
    }
    ReadPoint.Path path =
        asked == Level.LEVEL_STRONG ? ReadPoint.Path.TERM_CHECK : ReadPoint.Path.LOCAL;
    return CompletableFuture.completedFuture(
        new ReadPoint(APPLIED, 1, leads, List.of("n1"), path, OptionalLong.empty(), 0));
  }

  private CompletionStage<ReadPoint> refused(Failure failure) {
    return CompletableFuture.failedFuture(
        CapstanException.of(failure, "refused").withTryNode(leader));
  }

  @Override
  public long visibleIndex() {
    return APPLIED;
  }
}
