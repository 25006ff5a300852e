package io.capstan.client.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.routing.Target;
import io.capstan.client.session.IdWaiter;
import io.capstan.client.session.WriteId;
import io.capstan.client.session.WriteIds;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.Get;
import io.capstan.v1.OpenSessionResult;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a failed write may claim, and what becomes of its id. */
final class WriteFateTest {
  private static final Request PUT =
      request(Operation.newBuilder().setPut(Put.getDefaultInstance()).build());
  private static final Request GET =
      request(Operation.newBuilder().setGet(Get.getDefaultInstance()).build());

  private final WriteIds ids =
      new WriteIds(
          shard ->
              CompletableFuture.completedFuture(
                  OpenSessionResult.newBuilder().setSession(7).build()));
  private final WriteFate fate = new WriteFate(PUT);

  private static Request request(Operation operation) {
    return new Request(operation, OperationHeader.getDefaultInstance(), v -> Target.shard(0), 1);
  }

  private static CapstanException because(Failure failure) {
    return CapstanException.of(failure, "planted");
  }

  private WriteId newId() {
    List<WriteId> granted = new ArrayList<>();
    ids.acquire(
        0,
        new IdWaiter() {
          @Override
          public boolean granted(WriteId id) {
            return granted.add(id);
          }

          @Override
          public void refused(CapstanException cause) {
            throw cause;
          }
        });
    return granted.get(0);
  }

  /** Of the write's id, which is the first of the session. */
  private boolean isLetGo() {
    return newId().toProto().getFirstIncomplete() > 1;
  }

  private void sent() {
    assertTrue(fate.needsIdentity());
    fate.identify(new Identity.Remembered(newId()));
    assertFalse(fate.needsIdentity());
  }

  private static UnknownWrite unknown(CapstanException told) {
    assertEquals(Failure.OUTCOME_UNKNOWN, told.failure());
    return UnknownWrite.of(told).orElseThrow();
  }

  @Test
  void aWriteThatWasOnlyRefusedFailsAsTheRefusalSays() {
    sent();
    fate.refused(Failure.NOT_LEADER);
    CapstanException refusal = because(Failure.DISK_FULL);
    assertSame(refusal, fate.failed(refusal));
    assertTrue(isLetGo());
  }

  @Test
  void aRefusalSaysNothingAboutAnEarlierAttemptThatWasNotAnswered() {
    sent();
    fate.unanswered();
    fate.refused(Failure.DISK_FULL);
    unknown(fate.failed(because(Failure.DISK_FULL)));
    assertFalse(isLetGo(), "the write may be retried under its id");
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void anIndefiniteAnswerIsNone(Failure failure) {
    sent();
    fate.refused(failure);
    assertEquals(!failure.definite(), fate.mayHaveHappened());
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_A_NUMBER", "NUMBER_OVERFLOW"})
  void whatTheLogGaveTheIdIsTheOutcomeOfEveryAttempt(Failure failure) {
    sent();
    fate.unanswered();
    CapstanException outcome = because(failure);
    assertSame(outcome, fate.failed(outcome));
    assertTrue(isLetGo());
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION_EXPIRED", "DUPLICATE_EXPIRED", "STAMP_TOO_OLD"})
  void whatNoRetryCanTellStaysUnknownForGood(Failure failure) {
    sent();
    fate.unanswered();
    CapstanException told = fate.failed(because(failure));
    assertEquals(Failure.OUTCOME_UNKNOWN, told.failure());
    assertEquals(Optional.empty(), UnknownWrite.of(told));
    assertTrue(isLetGo());
  }

  @Test
  void aRetryMayHaveHappenedBeforeItIsSentAndLeavesTheSameWriteBehind() {
    sent();
    fate.unanswered();
    UnknownWrite write = unknown(fate.failed(because(Failure.UNAVAILABLE)));
    write.beginRetry();
    WriteFate retry = new WriteFate(write);
    assertSame(fate.identity(), retry.identity());
    assertSame(write, unknown(retry.failed(because(Failure.DISK_FULL))));
    assertFalse(isLetGo());
    write.forget();
    assertTrue(isLetGo());
  }

  @Test
  void anExpiredSessionIsLeftAndAnotherIdIsNeeded() {
    sent();
    fate.sessionExpired();
    assertTrue(fate.needsIdentity());
    assertEquals(1, newId().toProto().getSequence(), "the first of another session");
  }

  @Test
  void aReadCanNeverHaveHappened() {
    WriteFate read = new WriteFate(GET);
    assertFalse(read.needsIdentity());
    read.unanswered();
    read.refused(Failure.INTERNAL);
    assertFalse(read.mayHaveHappened());
    CapstanException cause = because(Failure.DEADLINE_EXCEEDED);
    assertSame(cause, read.failed(cause));
  }
}
