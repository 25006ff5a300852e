package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.Position;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.run.RunResult.LaneResult;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.LaneHistory;
import io.capstan.jepsen.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a recorded run shows. Pure, but for the clock of its bounds.
 *
 * @param lanes with what is to be taken for promised
 * @param enough how much must have happened on each lane
 * @param bounds of judging all lanes, which have their time together
 */
public record Judge(
    Plan plan, Workload workload, List<Lane> lanes, Sufficiency enough, Bounds bounds) {
  public Judge {
    lanes = List.copyOf(lanes);
  }

  /** Judges every lane. */
  public List<LaneResult> judge(Run.Recorded recorded) {
    Bounds together = bounds.together();
    return lanes.stream().map(lane -> judge(recorded, lane, together)).toList();
  }

  /** The worst of all lanes. */
  public static Verdict overall(List<LaneResult> lanes) {
    return Verdict.worst(
        lanes.stream()
            .map(
                lane ->
                    new Verdict(
                        lane.verdict().kind(),
                        "lane " + lane.lane().name() + ": " + lane.verdict().reason()))
            .toList());
  }

  private LaneResult judge(Run.Recorded recorded, Lane lane, Bounds together) {
    LaneHistory history = history(recorded, lane);
    List<Operation> operations = history.history().operations();
    Judgement judgement = workload.judge(history, together);
    List<Injection> injections =
        recorded.outcomes().stream().map(Nemesis.Outcome::injection).toList();
    Verdict sufficiency = new Telling(plan, enough).judge(lane, operations, recorded);
    Map<String, Service> service =
        Service.byGroup(before(operations, recorded), one -> period(one, injections));
    return new LaneResult(
        lane, verdict(lane, judgement, sufficiency), sufficiency, judgement, operations, service);
  }

  /** What happened on a lane. */
  public static LaneHistory history(Run.Recorded recorded, Lane lane) {
    History history = history(recorded.events(), lane);
    return new LaneHistory(lane, history, quietFrom(history, recorded));
  }

  private static History history(List<Event> events, Lane lane) {
    List<Event> own = new ArrayList<>();
    List<Position> lines = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).level().equals(lane.name())) {
        own.add(events.get(i));
        lines.add(new Position(i + 1, 1));
      }
    }
    return new History(own, lines, 0);
  }

  private static int quietFrom(History history, Run.Recorded recorded) {
    int place = 0;
    while (place < history.events().size()
        && history.events().get(place).nanos() < recorded.quietNanos()) {
      place++;
    }
    return place;
  }

  /** Without the last reads, which are of no load. */
  private static List<Operation> before(List<Operation> operations, Run.Recorded recorded) {
    return operations.stream().filter(one -> one.invoke().nanos() < recorded.quietNanos()).toList();
  }

  /** {@code healthy}, {@code majority}, {@code minority}, or {@code fault} where no side is cut. */
  private String period(Operation operation, List<Injection> injections) {
    long nanos = operation.invoke().nanos();
    for (Injection injection : injections) {
      long from = injection.bitNanos().orElse(injection.injectedNanos());
      if (nanos >= from && nanos < injection.endedNanos()) {
        return injection.sides().size() < 2
            ? "fault"
            : injection.sides().stream()
                    .filter(side -> side.contains(operation.invoke().node()))
                    .anyMatch(side -> side.size() > plan.nodes() / 2)
                ? "majority"
                : "minority";
      }
    }
    return "healthy";
  }

  private static Verdict verdict(Lane lane, Judgement judgement, Verdict sufficiency) {
    List<Verdict> verdicts = new ArrayList<>();
    judgement
        .verdicts()
        .forEach(
            (guarantee, verdict) -> {
              if (lane.promised().contains(guarantee)) {
                verdicts.add(
                    new Verdict(verdict.kind(), guarantee.label() + ": " + verdict.reason()));
              }
            });
    verdicts.add(sufficiency);
    return Verdict.worst(verdicts);
  }
}
