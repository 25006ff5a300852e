package io.capstan.jepsen.checker.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.HistoryText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalenessTest {
  /** Written 1 until 10 ms, 2 until 20 ms, 3 until 30 ms; read at 45 ms. */
  private static final String THREE_VERSIONS =
      "0 i put x 1 n1 0; 0 ok put x 1 n1 10; 0 i put x 2 n1 12; 0 ok put x 2 n1 20;"
          + "0 i put x 3 n1 25; 0 ok put x 3 n1 30; 1 i get x nil n2 45; 1 ok get x %s n2 46";

  @Test
  void aReadIsAsOldAsTheOldestNewerVersion() {
    assertStale(0, 1, "3");
    assertStale(15, 2, "2");
    assertStale(25, 3, "1");
    assertStale(35, 4, "nil");
  }

  private static void assertStale(int millis, int versions, String read) {
    Staleness staleness = Staleness.of(HistoryText.of(THREE_VERSIONS.formatted(read)));
    assertEquals(Duration.ofMillis(millis), staleness.quantile(1), read);
    assertEquals(versions, staleness.versions(), read);
    assertEquals(millis == 0, staleness.reads().get(0).fresh());
    assertEquals(Duration.ofMillis(15), staleness.reads().get(0).sinceAck());
  }

  @Test
  void whatOverlapsTheReadIsNotNewer() {
    Staleness staleness =
        Staleness.of(
            HistoryText.of(
                "0 i put x 1; 0 ok put x 1; 0 i put x 2; 1 i get x nil; 0 ok put x 2; 1 ok get x 1"));
    assertTrue(staleness.reads().get(0).fresh());
  }

  @Test
  void quantilesAndFreshnessAreOverAllReads() {
    StringBuilder events = new StringBuilder("0 i put x 1 n1 0; 0 ok put x 1 n1 10");
    for (int i = 0; i < 10; i++) {
      int millis = 20 + 10 * i;
      String value = i < 4 ? "nil" : "1";
      events.append("; 1 i get x nil n2 %d; 1 ok get x %s n2 %d".formatted(millis, value, millis));
    }
    Staleness staleness = Staleness.of(HistoryText.of(events.toString()));
    assertEquals(10, staleness.reads().size());
    assertEquals(Duration.ZERO, staleness.quantile(0.5));
    assertEquals(Duration.ofMillis(30), staleness.quantile(0.9));
    assertEquals(0, fresh(staleness, 0, 30));
    assertEquals(0.5, fresh(staleness, 30, 70));
    assertEquals(1, fresh(staleness, 50, 1000));
    assertTrue(Double.isNaN(fresh(staleness, 1000, 2000)));
  }

  private static double fresh(Staleness staleness, int fromMillis, int untilMillis) {
    return staleness.freshProbability(
        Duration.ofMillis(fromMillis), Duration.ofMillis(untilMillis));
  }
}
