package io.capstan.jepsen.report;

import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.run.RunResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A fault on the clock of a run, in seconds.
 *
 * @param label its number, from 1, and name
 * @param bit when it was seen to bite; later than {@code until} when it never was
 * @param until when it was seen to have healed, or else the end of the run
 * @param hit the nodes that it hit, or cut off from a majority
 */
record FaultSpan(String label, double injected, double bit, double until, Set<String> hit) {
  FaultSpan {
    hit = Set.copyOf(hit);
  }

  static List<FaultSpan> of(RunResult result, RunClock clock) {
    List<FaultSpan> spans = new ArrayList<>();
    for (Injection injection : result.injections()) {
      String label = (spans.size() + 1) + " " + PlainText.brief(injection.fault());
      spans.add(
          new FaultSpan(
              label,
              clock.seconds(injection.injectedNanos()),
              seconds(injection.bitNanos(), clock, Double.MAX_VALUE),
              until(injection, clock),
              hit(injection, result.nodes().size())));
    }
    return spans;
  }

  private static double until(Injection injection, RunClock clock) {
    boolean bit = injection.bitNanos().isPresent();
    double unhealed = bit ? clock.seconds() : clock.seconds(injection.endedNanos());
    return seconds(injection.healedNanos(), clock, unhealed);
  }

  private static double seconds(OptionalLong nanos, RunClock clock, double otherwise) {
    return nanos.isPresent() ? clock.seconds(nanos.getAsLong()) : otherwise;
  }

  private static Set<String> hit(Injection injection, int nodes) {
    Set<String> hit = new HashSet<>(injection.nodes());
    injection.sides().stream().filter(side -> 2 * side.size() <= nodes).forEach(hit::addAll);
    return hit;
  }

  boolean didBite() {
    return bit <= until;
  }

  /** When its asked-for part ends: at its bite, or at its end when it never bit. */
  double waitedUntil() {
    return Math.min(bit, until);
  }

  /** In words. */
  String title() {
    String begun = "fault " + label + ": injected at " + Numbers.seconds(injected);
    return didBite()
        ? begun + ", bit at " + Numbers.seconds(bit) + ", until " + Numbers.seconds(until)
        : begun + ", was not seen to bite";
  }
}
