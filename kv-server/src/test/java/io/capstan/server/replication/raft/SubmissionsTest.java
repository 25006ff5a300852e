package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
  private final Submissions submissions = new Submissions(7);
  private final CompletableFuture<Object> answer = new CompletableFuture<>();

  @Test
  void anAnswerReachesTheSubmitter() {
    CompletionStage<Object> outcome = submissions.watch(() -> answer);
    answer.complete("done");
    submissions.abandon();
    assertEquals("done", Await.result(outcome));
  }

  @Test
  void aLostAnswerIsAnUnknownOutcomeAfterTheStepDown() {
    CompletionStage<Object> outcome = submissions.watch(() -> answer);
    submissions.abandon();
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(outcome));
  }

  @Test
  void aRefusalStaysWhatItWas() {
    CompletionStage<Object> outcome = submissions.watch(() -> answer);
    answer.completeExceptionally(CapstanException.of(Failure.NOT_LEADER, "elsewhere"));
    assertEquals(Failure.NOT_LEADER, Await.code(outcome));
  }
}
