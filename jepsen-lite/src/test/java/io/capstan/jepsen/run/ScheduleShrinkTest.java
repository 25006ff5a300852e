package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.run.Plan.Step;
import io.capstan.jepsen.run.ScheduleShrink.Shrunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleShrinkTest {
  private static final List<Step> STEPS =
      IntStream.range(0, 6).mapToObj(at -> step(at, 8)).toList();

  private static Step step(int number, int seconds) {
    return new Step(
        "fault-" + number,
        Duration.ofSeconds(number * 10L),
        Duration.ofSeconds(seconds),
        List.of());
  }

  private static Predicate<List<Step>> needs(int... numbers) {
    return steps ->
        IntStream.of(numbers)
            .allMatch(
                number -> steps.stream().anyMatch(one -> one.fault().equals("fault-" + number)));
  }

  @Test
  void faultsThatAreNotNeededAreTakenAwayAndTheOthersShortened() {
    Shrunk shrunk = ScheduleShrink.of(STEPS, needs(1, 4), 100);
    assertEquals(List.of(step(1, 2), step(4, 2)), shrunk.steps());
    assertTrue(shrunk.ended());
  }

  @Test
  void aFaultStaysAsLongAsItMustBe() {
    Predicate<List<Step>> fails =
        steps ->
            needs(3).test(steps)
                && steps.stream()
                    .allMatch(one -> one.length().compareTo(Duration.ofSeconds(4)) >= 0);
    assertEquals(List.of(step(3, 4)), ScheduleShrink.of(STEPS, fails, 100).steps());
  }

  @Test
  void aRunThatFailsWithoutFaultsIsTheSmallest() {
    Shrunk shrunk = ScheduleShrink.of(STEPS, steps -> true, 100);
    assertEquals(List.of(), shrunk.steps());
    assertEquals(1, shrunk.runs());
  }

  @Test
  void whatNeverFailsAgainStaysWhole() {
    Shrunk shrunk = ScheduleShrink.of(STEPS, steps -> false, 1000);
    assertEquals(STEPS, shrunk.steps());
    assertTrue(shrunk.ended());
  }

  @Test
  void noMoreRunsAreMadeThanAllowedAndNoneTwice() {
    List<List<Step>> made = new ArrayList<>();
    Predicate<List<Step>> fails =
        steps -> {
          made.add(steps);
          return needs(0, 2, 5).test(steps);
        };
    Shrunk shrunk = ScheduleShrink.of(STEPS, fails, 3);
    assertEquals(3, made.size());
    assertEquals(3, shrunk.runs());
    assertFalse(shrunk.ended());

    made.clear();
    var unused = ScheduleShrink.of(STEPS, fails, 1000);
    assertEquals(made.size(), made.stream().distinct().count());
  }
}
