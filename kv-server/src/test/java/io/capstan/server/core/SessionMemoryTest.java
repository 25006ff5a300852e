package io.capstan.server.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.log.v1.WriteOutcome;
import org.junit.jupiter.api.Test;

class SessionMemoryTest {
  private final SessionMemory memory = SessionMemory.opened(1_000);

  @Test
  void aRequestIsFreshOnceAndADuplicateEverAfter() {
    assertEquals(Admission.FRESH, memory.admit(1, 1));
    memory.remember(1, outcome(11));

    assertEquals(new Admission.Duplicate(outcome(11)), memory.admit(1, 1));
    assertEquals(Admission.FRESH, memory.admit(2, 1));
  }

  @Test
  void requestsMayComeInAnyOrder() {
    run(5, 1);
    run(2, 1);

    assertEquals(new Admission.Duplicate(outcome(5)), memory.admit(5, 1));
    assertEquals(Admission.FRESH, memory.admit(3, 1));
  }

  @Test
  void whatIsBelowTheFirstIncompleteIsForgottenAndRefused() {
    run(1, 1);
    run(2, 1);
    run(3, 3);

    assertRefused(Failure.DUPLICATE_EXPIRED, memory.admit(2, 3));
    assertEquals(1, memory.toRecord().getRememberedCount());
  }

  @Test
  void theFirstIncompleteNeverGoesBack() {
    run(3, 3);

    assertRefused(Failure.DUPLICATE_EXPIRED, memory.admit(2, 1));
    assertEquals(3, memory.toRecord().getFirstIncomplete());
  }

  @Test
  void aRequestBelowItsOwnFirstIncompleteIsRefused() {
    assertRefused(Failure.DUPLICATE_EXPIRED, memory.admit(4, 5));
  }

  @Test
  void sequencesStartAtOne() {
    assertRefused(Failure.DUPLICATE_EXPIRED, memory.admit(0, 0));
    assertRefused(Failure.DUPLICATE_EXPIRED, memory.admit(-1, -1));
  }

  @Test
  void theWindowEndsExactlyItsLengthFromTheFirstIncomplete() {
    assertEquals(Admission.FRESH, memory.admit(10 + Limits.SESSION_WINDOW - 1, 10));
    assertRefused(Failure.SEQUENCE_TOO_FAR, memory.admit(10 + Limits.SESSION_WINDOW, 10));
    assertRefused(Failure.SEQUENCE_TOO_FAR, memory.admit(Long.MAX_VALUE, 10));
  }

  @Test
  void theHighestSequencesDoNotWrapAround() {
    assertEquals(Admission.FRESH, memory.admit(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void memoryNeverHoldsMoreThanTheWindow() {
    for (long sequence = 1; sequence <= 5 * Limits.SESSION_WINDOW; sequence++) {
      run(sequence, Math.max(1, sequence - Limits.SESSION_WINDOW + 1));
    }

    assertEquals(Limits.SESSION_WINDOW, memory.toRecord().getRememberedCount());
  }

  @Test
  void aRecordBringsTheSameMemoryBack() {
    run(2, 2);
    run(5, 2);
    memory.touch(7_000);

    SessionMemory back = SessionMemory.fromRecord(memory.toRecord());

    assertEquals(memory.toRecord(), back.toRecord());
    assertEquals(7_000, back.lastUsedMillis());
    assertEquals(new Admission.Duplicate(outcome(5)), back.admit(5, 2));
    assertRefused(Failure.DUPLICATE_EXPIRED, back.admit(1, 1));
  }

  @Test
  void anOutcomeIsNeverReplacedNorPutOutsideTheWindow() {
    run(1, 1);

    assertThrows(IllegalStateException.class, () -> memory.remember(1, outcome(2)));
    assertThrows(IllegalStateException.class, () -> memory.remember(0, outcome(2)));
    assertThrows(
        IllegalStateException.class, () -> memory.remember(1 + Limits.SESSION_WINDOW, outcome(2)));
  }

  private void run(long sequence, long firstIncomplete) {
    assertEquals(Admission.FRESH, memory.admit(sequence, firstIncomplete));
    memory.remember(sequence, outcome(sequence));
  }

  private static WriteOutcome outcome(long number) {
    return WriteOutcome.newBuilder().setApplied(true).setNumber(number).build();
  }

  private static void assertRefused(Failure failure, Admission admission) {
    assertEquals(failure, ((Admission.Refused) admission).failure());
  }
}
