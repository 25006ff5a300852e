package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run so small that every number of its report can be worked out by hand. */
final class SmallRun {
  /** Seven operations from 100 ms to 600 ms; the read at 300 ms missed what was there since 200. */
  static final History HISTORY =
      HistoryText.of(
          "0 i write k 1 n1 100; 0 ok write k 1 n1 120; 0 i write k 2 n1 150;"
              + "0 ok write k 2 n1 200; 1 i read k nil n2 300; 1 ok read k 1 n2 310;"
              + "1 i read k nil n2 320; 1 ok read k 2 n2 321; 2 i read k nil n2 400;"
              + "2 fail read k nil n2 402; 3 i write k 3 n2 410; 0 i read k nil n1 500;"
              + "0 ok read k 2 n1 504; 3 info write k 3 n2 600");

  private SmallRun() {}

  static RunResult result() {
    List<Operation> operations = HISTORY.operations();
    Verdict broken = new Verdict(Verdict.Kind.INVALID, "key k: a read missed 2");
    Map<Guarantee, Verdict> verdicts = new EnumMap<>(Guarantee.class);
    verdicts.put(Guarantee.LINEARIZABLE, broken);
    verdicts.put(Guarantee.NO_INVENTION, new Verdict(Verdict.Kind.VALID, "3 reads are right"));
    verdicts.put(Guarantee.CONVERGENCE, new Verdict(Verdict.Kind.UNKNOWN, "no last reads"));
    KeyFinding.Witness witness = new KeyFinding.Witness(6, true, operations.subList(0, 3));
    KeyFinding finding = new KeyFinding("k", broken, 6, "search", 42, Optional.of(witness));
    Judgement judgement =
        new Judgement(verdicts, List.of(finding), Optional.of(Staleness.of(HISTORY)));
    RunResult.LaneResult lane =
        new RunResult.LaneResult(
            SampleRun.strong(), broken, SampleRun.ENOUGH, judgement, operations, services());
    return run(lane);
  }

  private static Map<String, Service> services() {
    List<Duration> three = List.of(ms(1), ms(2), ms(4));
    return Map.of(
        "healthy", new Service(3, 1, 0, three),
        "majority", new Service(1, 0, 0, List.of(ms(7))),
        "minority", new Service(0, 2, 3, List.of()));
  }

  private static RunResult run(RunResult.LaneResult lane) {
    Plan plan =
        new Plan(
            "capstan",
            "proxy",
            "register",
            List.of(lane.lane().name()),
            2,
            4,
            50,
            Duration.ofSeconds(1),
            77,
            List.of());
    return new RunResult(
        lane.verdict(),
        plan,
        "0.1.0",
        Instant.EPOCH,
        List.of("n1", "n2"),
        List.of(),
        List.of(),
        List.of(lane));
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
