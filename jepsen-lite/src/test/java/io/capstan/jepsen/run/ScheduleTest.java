package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Randoms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void faultsAreDoneInTurnAndNeverAtTheSameTime() {
    Duration length = Duration.ofMinutes(2);
    for (long seed = 0; seed < 100; seed++) {
      List<Plan.Step> steps = Schedule.of(List.of("a", "b"), length, Randoms.seeded(seed));
      assertTrue(steps.size() >= 6, steps::toString);
      Duration end = Duration.ZERO;
      for (int i = 0; i < steps.size(); i++) {
        assertEquals(i % 2 == 0 ? "a" : "b", steps.get(i).fault());
        assertTrue(steps.get(i).at().compareTo(end) > 0, steps::toString);
        end = steps.get(i).at().plus(steps.get(i).length());
      }
      assertTrue(end.compareTo(length) < 0, steps::toString);
    }
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    Duration length = Duration.ofSeconds(60);
    assertEquals(
        Schedule.of(List.of("a"), length, Randoms.seeded(7)),
        Schedule.of(List.of("a"), length, Randoms.seeded(7)));
  }

  @Test
  void aShortRunHasOneFaultInItsMiddle() {
    List<Plan.Step> steps =
        Schedule.of(List.of("a", "b"), Duration.ofSeconds(9), Randoms.seeded(1));
    assertEquals(
        List.of(new Plan.Step("a", Duration.ofSeconds(3), Duration.ofSeconds(3), List.of())),
        steps);
  }

  @Test
  void withoutFaultsNothingIsScheduled() {
    assertEquals(List.of(), Schedule.of(List.of(), Duration.ofSeconds(60), Randoms.seeded(1)));
  }

  @Test
  void thereIsAsMuchRoomAsAnyDrawFinds() {
    for (int seconds = 1; seconds < 200; seconds++) {
      Duration length = Duration.ofSeconds(seconds);
      int fewest = Integer.MAX_VALUE;
      for (long seed = 0; seed < 20; seed++) {
        fewest = Math.min(fewest, Schedule.of(List.of("a"), length, Randoms.seeded(seed)).size());
      }
      assertTrue(Schedule.room(length) <= fewest, seconds + " s");
    }
    assertEquals(2, Schedule.room(Duration.ofSeconds(30)));
  }
}
