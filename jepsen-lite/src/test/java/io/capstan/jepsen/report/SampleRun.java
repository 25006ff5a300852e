package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.Nemesis.LinkTimes;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Runs that were made up, for reports to be made of. */
final class SampleRun {
  static final Verdict ENOUGH = new Verdict(Verdict.Kind.VALID, "2,900 acknowledged operations");

  private static final double CUT = 9_000;
  private static final double HEAL = 19_000;
  private static final double LENGTH = 30_000;
  private static final Set<Guarantee> STRONG =
      EnumSet.of(
          Guarantee.LINEARIZABLE,
          Guarantee.READ_YOUR_WRITES,
          Guarantee.MONOTONIC_READS,
          Guarantee.MONOTONIC_WRITES,
          Guarantee.WRITES_FOLLOW_READS);

  private SampleRun() {}

  static Lane strong() {
    return new Lane(
        "strong", "STRONG keyspace", "STRONG", STRONG, Optional.empty(), true, false, false);
  }

  static Lane eventual() {
    Set<Guarantee> promised = EnumSet.of(Guarantee.CONVERGENCE);
    Optional<Duration> bound = Optional.empty();
    return new Lane("eventual-one", "EVENTUAL keyspace", "ONE", promised, bound, false, true, true);
  }

  /** A partition that a sound store survives: VALID. */
  static RunResult partition() {
    return of(
        List.of(
            new SampleLane(1, strong(), true, CUT, HEAL).run(3000, LENGTH, ENOUGH),
            new SampleLane(2, eventual(), false, CUT, HEAL).run(3000, LENGTH, ENOUGH)),
        List.of(cut()));
  }

  /** A store that promises what it does not keep: INVALID. */
  static RunResult broken() {
    Lane lying = eventual().promising(STRONG);
    return of(
        List.of(new SampleLane(3, lying, false, CUT, HEAL).run(1500, LENGTH, ENOUGH)),
        List.of(cut()));
  }

  /** Too little happened, and the fault did not bite: UNKNOWN. */
  static RunResult tooLittle() {
    Verdict little =
        new Verdict(Verdict.Kind.UNKNOWN, "the fault partition-leader did not bite; 9 reads");
    Injection done = cut();
    Injection toothless =
        new Injection(
            done.fault(),
            done.what(),
            done.links(),
            done.nodes(),
            done.sides(),
            done.injectedNanos(),
            OptionalLong.empty(),
            done.endedNanos(),
            OptionalLong.empty(),
            done.leaderBefore(),
            Optional.empty(),
            "no canary was missed");
    return of(
        List.of(new SampleLane(4, strong(), true, LENGTH, 0).run(60, LENGTH, little)),
        List.of(toothless));
  }

  /** Nothing was disturbed. */
  static RunResult calm() {
    return of(
        List.of(new SampleLane(5, strong(), true, LENGTH, 0).run(600, LENGTH, ENOUGH)), List.of());
  }

  /** As many lanes and operations as a run has at most. */
  static RunResult large() {
    List<RunResult.LaneResult> lanes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Lane lane = i % 2 == 0 ? strong().promising(EnumSet.allOf(Guarantee.class)) : eventual();
      lanes.add(new SampleLane(i, lane, i % 2 == 0, CUT, HEAL).run(3000, LENGTH, ENOUGH));
    }
    return of(lanes, List.of(cut()));
  }

  /** Whose every text is hostile. */
  static RunResult hostile(String text) {
    Lane lane =
        new Lane(text, text, text, STRONG, Optional.of(Duration.ofMillis(5)), true, true, true);
    RunResult.LaneResult made =
        new SampleLane(3, lane, false, CUT, HEAL)
            .run(400, LENGTH, new Verdict(Verdict.Kind.VALID, text));
    Judgement judgement = HostileText.in(made.judgement(), text);
    RunResult.LaneResult judged =
        new RunResult.LaneResult(
            lane,
            new Verdict(Verdict.Kind.INVALID, text),
            made.sufficiency(),
            judgement,
            HostileText.in(made.operations(), text),
            Map.of(text, made.service().get("healthy"), "healthy", made.service().get("healthy")));
    Plan plan =
        new Plan(
            text,
            text,
            text,
            List.of(text),
            5,
            10,
            100,
            Duration.ofSeconds(30),
            -1,
            List.of(new Plan.Step(text, Duration.ZERO, Duration.ZERO, List.of(text))));
    Verdict verdict = new Verdict(Verdict.Kind.INVALID, text);
    return new RunResult(
        verdict,
        plan,
        text,
        Instant.EPOCH,
        List.of(text),
        List.of(HostileText.in(cut(), text)),
        List.of(
            new LinkTimes(7, new Link(text, text + "2"), OptionalLong.empty(), OptionalLong.of(3))),
        List.of(judged));
  }

  static Injection cut() {
    return new Injection(
        "partition-leader",
        "n2 | n1 n3 n4 n5",
        Link.around("n2", List.of("n1", "n3", "n4", "n5")),
        Set.of(),
        List.of(Set.of("n1", "n3", "n4", "n5"), Set.of("n2")),
        nanos(CUT - 250),
        OptionalLong.of(nanos(CUT)),
        nanos(HEAL - 80),
        OptionalLong.of(nanos(HEAL)),
        Optional.of("n2"),
        Optional.of("n4"),
        "canaries on 8 of 8 links stopped");
  }

  private static RunResult of(List<RunResult.LaneResult> lanes, List<Injection> faults) {
    List<LinkTimes> links = new ArrayList<>();
    for (Injection fault : faults) {
      fault.links().stream()
          .sorted(java.util.Comparator.comparing(Link::toString))
          .map(link -> new LinkTimes(0, link, fault.bitNanos(), fault.healedNanos()))
          .forEach(links::add);
    }
    List<Plan.Step> steps =
        faults.stream()
            .map(
                fault ->
                    new Plan.Step(
                        fault.fault(), Duration.ofSeconds(9), Duration.ofSeconds(10), List.of()))
            .toList();
    return new RunResult(
        Verdict.worst(lanes.stream().map(RunResult.LaneResult::verdict).toList()),
        new Plan(
            "capstan",
            "proxy",
            "register",
            lanes.stream().map(lane -> lane.lane().name()).toList(),
            5,
            10,
            100,
            Duration.ofSeconds(30),
            1,
            steps),
        "0.1.0",
        Instant.parse("2026-11-22T14:00:00Z"),
        SampleLane.NODES,
        faults,
        links,
        lanes);
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }
}
