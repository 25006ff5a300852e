package io.capstan.jepsen.run;

import io.capstan.jepsen.run.Plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes faults away from a schedule for as long as runs of the rest fail too: all of them, then
 * parts, ever smaller (ddmin, Zeller and Hildebrandt 2002); at last it halves the faults that stay.
 *
 * <p>No two runs are alike: what did not fail might have, the next time. What is left did fail.
 */
public final class ScheduleShrink {
  /** A fault is given no less time than this to bite. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  /**
   * What is left.
   *
   * @param runs how many were made
   * @param ended whether everything smaller was tried; false: there were too few runs for that
   */
  public record Shrunk(List<Step> steps, int runs, boolean ended) {
    public Shrunk {
      steps = List.copyOf(steps);
    }
  }

  private final Predicate<List<Step>> fails;
  private final int runsMax;
  private final Set<List<Step>> tried = new HashSet<>();
  private boolean refused;

  private ScheduleShrink(Predicate<List<Step>> fails, int runsMax) {
    this.fails = fails;
    this.runsMax = runsMax;
  }

  /**
   * Shrinks a schedule.
   *
   * @param steps those of a run that failed
   * @param fails makes a run with these faults; whether it failed in the same way
   * @param runsMax how many it may make
   */
  public static Shrunk of(List<Step> steps, Predicate<List<Step>> fails, int runsMax) {
    ScheduleShrink shrink = new ScheduleShrink(fails, runsMax);
    List<Step> left = shrink.shorter(shrink.fewer(List.copyOf(steps)));
    return new Shrunk(left, shrink.tried.size(), !shrink.refused);
  }

  private List<Step> fewer(List<Step> steps) {
    if (!steps.isEmpty() && fails(List.of())) {
      return List.of();
    }
    List<Step> left = steps;
    int parts = 2;
    while (left.size() >= parts) {
      List<Step> smaller = smaller(left, parts);
      if (smaller.size() < left.size()) {
        left = smaller;
        parts = Math.max(2, Math.min(parts - 1, left.size()));
      } else if (parts == left.size()) {
        return left;
      } else {
        parts = Math.min(2 * parts, left.size());
      }
    }
    return left;
  }

  /** One of so many parts, or all but one of them; what was given when none of these fails. */
  private List<Step> smaller(List<Step> left, int parts) {
    List<List<Step>> candidates = new ArrayList<>();
    List<List<Step>> rests = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<Step> one = left.subList(part * left.size() / parts, (part + 1) * left.size() / parts);
      List<Step> rest = new ArrayList<>(left);
      rest.removeAll(one);
      candidates.add(one);
      rests.add(rest);
    }
    candidates.addAll(rests);
    return candidates.stream().filter(this::fails).findFirst().map(List::copyOf).orElse(left);
  }

  private List<Step> shorter(List<Step> steps) {
    List<Step> left = new ArrayList<>(steps);
    for (int i = 0; i < left.size(); i++) {
      for (boolean goOn = true; goOn; ) {
        Step step = left.get(i);
        Duration half = step.length().dividedBy(2);
        List<Step> candidate = new ArrayList<>(left);
        candidate.set(i, new Step(step.fault(), step.at(), half, step.on()));
        goOn = half.compareTo(SHORTEST) >= 0 && fails(candidate);
        left = goOn ? candidate : left;
      }
    }
    return left;
  }

  private boolean fails(List<Step> steps) {
    List<Step> candidate = List.copyOf(steps);
    if (tried.contains(candidate)) {
      return false;
    } else if (tried.size() == runsMax) {
      refused = true;
      return false;
    }
    tried.add(candidate);
    return fails.test(candidate);
  }
}
