package io.capstan.jepsen.checker.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.HistoryText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServiceTest {
  @Test
  void eachSideHasItsAvailabilityAndLatency() {
    Map<String, Service> sides =
        Service.byGroup(
            HistoryText.of(
                    "0 i put x 1 n1 0; 0 ok put x 1 n1 10; 0 i put x 2 n1 10; 0 ok put x 2 n1 12;"
                        + "1 i put x 3 n2 20; 1 fail put x 3 n2 21; 1 i put x 4 n2 30; 1 info put x 4 n2 40;"
                        + "1 i put x 5 n2 40; 1 ok put x 5 n2 43; 2 i put x 6 n3 50; 2 ok put x 6 n3 51")
                .operations(),
            operation ->
                switch (operation.invoke().node()) {
                  case "n1" -> "majority";
                  case "n2" -> "minority";
                  default -> "";
                });
    assertEquals(List.of("majority", "minority"), List.copyOf(sides.keySet()));
    Service majority = Objects.requireNonNull(sides.get("majority"));
    Service minority = Objects.requireNonNull(sides.get("minority"));
    assertEquals(new Service(1, 1, 1, List.of(Duration.ofMillis(3))), minority);
    assertEquals(1, majority.availability());
    assertEquals(1.0 / 3, minority.availability());
    assertEquals(Duration.ofMillis(2), majority.latency(0.5));
    assertEquals(Duration.ofMillis(10), majority.latency(0.99));
  }

  @Test
  void aGroupWithNothingInItHasNoAvailability() {
    Service none = new Service(0, 0, 0, List.of());
    assertTrue(Double.isNaN(none.availability()));
    assertEquals(Duration.ZERO, none.latency(0.5));
    assertThrows(IllegalArgumentException.class, () -> new Service(1, 0, 0, List.of()));
  }
}
