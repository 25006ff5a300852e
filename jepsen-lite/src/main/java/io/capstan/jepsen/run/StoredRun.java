package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Workloads;
import java.util.List;

/** A run that is over, with all that its verdicts follow from. */
public record StoredRun(Plan plan, Facts facts, Run.Recorded recorded) {
  /** Who judges it: always the same, whenever that is. */
  public Judge judge(Bounds bounds) {
    return new Judge(plan, Workloads.named(plan.workload()), facts.lanes(), facts.enough(), bounds);
  }

  /** What it shows. */
  public RunResult result(Bounds bounds) {
    List<RunResult.LaneResult> lanes = judge(bounds).judge(recorded);
    return new RunResult(
        Judge.overall(lanes),
        plan,
        facts.version(),
        facts.begun(),
        facts.nodes(),
        facts.outcomes().stream().map(Nemesis.Outcome::injection).toList(),
        facts.outcomes().stream().flatMap(outcome -> outcome.links().stream()).toList(),
        lanes);
  }
}
