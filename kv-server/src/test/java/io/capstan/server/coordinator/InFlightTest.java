package io.capstan.server.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight inFlight = new InFlight(100);

  @Test
  void whatDoesNotFitIsRefusedWithTheLimitAndTakesNoRoom() {
    inFlight.enter(60);
    var refusal = assertThrows(CapstanException.class, () -> inFlight.enter(41));
    assertEquals(Failure.OVERLOADED, refusal.failure());
    String message = refusal.error().getMessage();
    assertTrue(message.contains("limit-in-flight-bytes = 100"), message);
    assertTrue(refusal.error().getRetryAfterMillis() > 0);
    inFlight.enter(40);
    assertEquals(100, inFlight.bytes());
  }

  @Test
  void anAnsweredOperationMakesRoom() {
    inFlight.enter(100);
    inFlight.leave(100);
    inFlight.enter(100);
    assertEquals(100, inFlight.bytes());
  }
}
