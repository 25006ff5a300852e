package io.capstan.jepsen.analyze;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.shrink.Shrink;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.run.Judge;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.RunResult.LaneResult;
import io.capstan.jepsen.run.StoredRun;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.LaneHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A guarantee that a lane promises and a run has broken. */
record BrokenPromise(Lane lane, Guarantee guarantee) {
  /** All of a run, by lanes in order and the strongest guarantees first. */
  static List<BrokenPromise> of(RunResult result) {
    List<BrokenPromise> broken = new ArrayList<>();
    for (LaneResult one : result.lanes()) {
      Arrays.stream(Guarantee.values())
          .filter(one.lane().promised()::contains)
          .filter(guarantee -> isBroken(one.judgement(), guarantee))
          .forEach(guarantee -> broken.add(new BrokenPromise(one.lane(), guarantee)));
    }
    return broken;
  }

  /** Whether another run has broken it too. */
  boolean isBrokenIn(RunResult result) {
    return result.lanes().stream()
        .filter(one -> one.lane().name().equals(lane.name()))
        .anyMatch(one -> isBroken(one.judgement(), guarantee));
  }

  /** What is needed of a run's history to break it. */
  Shrink.Witness witness(StoredRun run, Bounds bounds, int triesMax) {
    Judge judge = run.judge(bounds);
    LaneHistory whole = Judge.history(run.recorded(), lane);
    return Shrink.of(whole.history(), part -> isBrokenBy(whole.part(part), judge), triesMax);
  }

  private boolean isBrokenBy(LaneHistory part, Judge judge) {
    return isBroken(judge.workload().judge(part, judge.bounds()), guarantee);
  }

  /** How many operations a run has on the lane. */
  int operations(StoredRun run) {
    History history = Judge.history(run.recorded(), lane).history();
    return history.operations().size();
  }

  private static boolean isBroken(Judgement judgement, Guarantee guarantee) {
    return judgement.verdict(guarantee).map(Verdict::kind).stream()
        .anyMatch(kind -> kind == Verdict.Kind.INVALID);
  }

  @Override
  public String toString() {
    return "lane " + lane.name() + ": " + guarantee.word();
  }
}
