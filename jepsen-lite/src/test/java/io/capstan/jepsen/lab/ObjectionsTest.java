package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectionsTest {
  private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05Z");

  private final List<ResultLine> lines = new ArrayList<>();

  private void seeds(int count, String verdict, boolean asExpected, String mode, long seconds) {
    for (int i = 0; i < count; i++) {
      Outcome outcome = new Outcome(10, verdict, asExpected, Map.of("mode", mode));
      Duration elapsed = Duration.ofSeconds(seconds);
      lines.add(new ResultLine("lab", "c", lines.size(), outcome, elapsed, "17", BEGUN));
    }
  }

  @Test
  void anHonestRunOfTwentyMayBeUnknown() {
    seeds(19, "valid", true, "", 50);
    seeds(1, "unknown", true, "", 50);
    assertEquals(List.of(), new HonestLab().objections(lines));
    seeds(1, "unknown", true, "", 50);
    assertEquals(List.of("2 unknown, more than 1"), new HonestLab().objections(lines));
  }

  @Test
  void filesAreKeptOfWhatALabMayObjectTo() {
    seeds(1, "valid", true, "", 50);
    seeds(1, "unknown", true, "", 50);
    seeds(1, "invalid", true, "", 60);
    seeds(1, "invalid", true, "", 61);
    assertFalse(new HonestLab().keepsFiles(lines.get(0)));
    assertTrue(new HonestLab().keepsFiles(lines.get(1)));
    assertFalse(new BrokenLab().keepsFiles(lines.get(2)));
    assertTrue(new BrokenLab().keepsFiles(lines.get(3)));
  }

  @Test
  void noHonestRunMayBeInvalid() {
    seeds(19, "valid", true, "", 50);
    seeds(1, "invalid", false, "", 50);
    assertEquals(List.of("1 not as expected"), new HonestLab().objections(lines));
  }

  @Test
  void oneSeedOfTenMayMissAWayToBeBroken() {
    seeds(10, "invalid", true, "dirty-read", 20);
    seeds(9, "invalid", true, "no-fsync", 20);
    seeds(1, "valid", false, "no-fsync", 20);
    assertEquals(List.of(), new BrokenLab().objections(lines));
    seeds(8, "invalid", true, "lost-hints", 20);
    seeds(2, "valid", false, "lost-hints", 20);
    assertEquals(
        List.of("lost-hints found within 60 s by 8 of 10"), new BrokenLab().objections(lines));
  }

  @Test
  void whatIsFoundTooLateIsMissed() {
    seeds(8, "invalid", true, "dirty-read", 60);
    seeds(2, "invalid", true, "dirty-read", 61);
    assertEquals(
        List.of("dirty-read found within 60 s by 8 of 10"), new BrokenLab().objections(lines));
  }
}
