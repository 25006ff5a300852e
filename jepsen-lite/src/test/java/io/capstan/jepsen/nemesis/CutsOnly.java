package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;

/** What networks have in common that cut links and do nothing else to them. */
public final class CutsOnly {
  private CutsOnly() {}

  /** All that is no cut is refused. */
  public static void assertRefusesAllElse(FaultyNetwork network) {
    for (Disturbance how :
        List.of(
            new Disturbance.Delay(Duration.ofMillis(1), Duration.ZERO),
            new Disturbance.Loss(1),
            new Disturbance.Duplicate(1),
            new Disturbance.Reorder(1))) {
      assertThrows(
          UnsupportedFaultException.class,
          () -> network.disturb(network.links(), how),
          how::toString);
    }
  }
}
