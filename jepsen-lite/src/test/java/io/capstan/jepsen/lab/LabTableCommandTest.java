package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabTableCommandTest {
  private static ResultLine line(
      long seed, String mode, String verdict, boolean expected, int seconds) {
    Outcome outcome =
        new Outcome(
            10, verdict, expected, Map.of("mode", mode, "found", expected ? "linearizable" : ""));
    return new ResultLine(
        "broken",
        "0123456789abcdef",
        seed,
        outcome,
        Duration.ofSeconds(seconds),
        "25",
        Instant.EPOCH);
  }

  @Test
  void aRowCountsTheNewestLineOfEachSeed() {
    List<ResultLine> lines =
        List.of(
            line(0, "b", "valid", false, 9),
            line(1, "a", "invalid", true, 3),
            line(2, "b", "valid", false, 20),
            line(0, "b", "invalid", true, 30));
    assertEquals(
        List.of(
            "| mode | as expected | verdicts | broken promises | seconds | commit |",
            "| --- | --- | --- | --- | --- | --- |",
            "| `a` | 1 of 1 | 1 invalid | linearizable | 3 to 3 | 0123456789ab |",
            "| `b` | 1 of 2 | 1 invalid, 1 valid | linearizable | 20 to 30 | 0123456789ab |"),
        LabTableCommand.text("mode", lines));
  }
}
