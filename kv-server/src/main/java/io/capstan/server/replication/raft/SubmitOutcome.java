package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;

/**
 * What Ratis's answer to an entry that was handed over says about its fate.
 *
 * <p>Definite are only the refusals that Ratis makes before it appends. Not among them, though
 * their names suggest it: NotLeaderException, which a leader that steps down also gives to entries
 * in its log that may yet commit, and ResourceUnavailableException, which it gives after the append
 * when its queue was closed by a step-down in between.
 */
final class SubmitOutcome {
  private SubmitOutcome() {}

  static CompletionStage<Object> of(long lineage, CompletableFuture<RaftClientReply> reply) {
    return reply.handle(
        (answer, thrown) -> {
          if (thrown != null) {
            throw failure(lineage, thrown);
          }
          if (!answer.isSuccess()) {
            throw failure(lineage, answer.getException());
          }
          return result(lineage, answer);
        });
  }

  static CapstanException failure(long lineage, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof CapstanException known) {
      return known;
    }
    boolean before =
        cause instanceof LeaderNotReadyException
            || cause instanceof LeaderSteppingDownException
            || cause instanceof ServerNotReadyException
            || cause instanceof GroupMismatchException;
    return before
        ? CapstanException.of(
            Failure.UNAVAILABLE, "group " + lineage + " cannot take an entry now: " + cause)
        : CapstanException.of(
            Failure.OUTCOME_UNKNOWN,
            "an entry of group " + lineage + " was handed over, and may yet commit: " + cause);
  }

  private static Object result(long lineage, RaftClientReply answer) {
    Object result = answer.getMessage() instanceof Applied applied ? applied.take() : null;
    if (result == null) {
      throw CapstanException.of(
          Failure.OUTCOME_UNKNOWN,
          "an entry of group " + lineage + " was applied, but its result is lost");
    }
    return result;
  }
}
