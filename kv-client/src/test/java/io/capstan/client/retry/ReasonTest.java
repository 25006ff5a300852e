package io.capstan.client.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import org.junit.jupiter.api.Test;

final class ReasonTest {
  private final CapstanException tooFew = CapstanException.of(Failure.UNAVAILABLE, "1 of 2");
  private final CapstanException behind = CapstanException.of(Failure.NOT_CAUGHT_UP, "behind");
  private final CapstanException broken = CapstanException.of(Failure.OUTCOME_UNKNOWN, "broken");
  private final Reason reason = new Reason();

  @Test
  void whatAReplicaSaidLastIsTheReasonWhateverElseWasTriedSince() {
    reason.ended(broken, 0);
    assertEquals(broken, reason.known());
    reason.said(behind, 0);
    reason.said(tooFew, 0);
    reason.ended(broken, 0);
    reason.ended(broken, 1);
    assertEquals(tooFew, reason.known());
  }

  @Test
  void whatAReplicaSaidBeforeTheLastRoundIsNoLongerTheReason() {
    reason.said(behind, 3);
    reason.ended(broken, 5);
    assertEquals(broken, reason.known());
  }
}
