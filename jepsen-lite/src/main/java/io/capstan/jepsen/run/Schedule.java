package io.capstan.jepsen.run;

import io.capstan.jepsen.run.Plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** When faults are done. Pure. */
public final class Schedule {
  private static final Duration BEFORE = Duration.ofSeconds(4);
  private static final Duration FAULT_MIN = Duration.ofSeconds(7);
  private static final Duration FAULT_MAX = Duration.ofSeconds(9);
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final Duration BEHIND = Duration.ofSeconds(3);

  private Schedule() {}

  /** How many faults a time has room for, whatever is drawn; at least one. */
  public static int room(Duration length) {
    long each = FAULT_MAX.plus(BETWEEN).toMillis();
    long first = BEFORE.plus(FAULT_MAX).plus(BEHIND).toMillis();
    return (int) Math.max(1, 1 + Math.floorDiv(length.toMillis() - first, each));
  }

  /**
   * Spreads faults over a time, in turn: each seven to nine seconds long, some seconds apart. In a
   * time that has no room for one there is one in its middle third.
   *
   * @param faults names; empty: no fault at all
   * @param random draws the lengths
   */
  public static List<Step> of(List<String> faults, Duration length, RandomGenerator random) {
    List<Step> steps = new ArrayList<>();
    Duration at = BEFORE;
    while (!faults.isEmpty()) {
      Duration lasts =
          Duration.ofMillis(random.nextLong(FAULT_MIN.toMillis(), FAULT_MAX.toMillis() + 1));
      if (at.plus(lasts).plus(BEHIND).compareTo(length) > 0) {
        break;
      }
      steps.add(new Step(faults.get(steps.size() % faults.size()), at, lasts, List.of()));
      at = at.plus(lasts).plus(BETWEEN);
    }
    if (steps.isEmpty() && !faults.isEmpty()) {
      Duration third = length.dividedBy(3);
      steps.add(new Step(faults.get(0), third, third, List.of()));
    }
    return steps;
  }
}
