package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows from the result of one lane.
 *
 * @param number of the lane, from 0
 * @param ok how many operations were acknowledged
 * @param fail how many certainly did not happen
 * @param info how many are unknown
 * @param conflicting requests of the operations that show that a key is not linearizable
 */
record LaneFacts(
    int number, RunResult.LaneResult result, int ok, int fail, int info, Set<Event> conflicting) {
  LaneFacts {
    conflicting = Set.copyOf(conflicting);
  }

  static List<LaneFacts> of(RunResult result) {
    List<LaneFacts> facts = new ArrayList<>();
    for (RunResult.LaneResult lane : result.lanes()) {
      facts.add(of(facts.size(), lane));
    }
    return facts;
  }

  private static LaneFacts of(int number, RunResult.LaneResult lane) {
    Map<Event.Type, Integer> counts = new EnumMap<>(Event.Type.class);
    lane.operations().forEach(one -> counts.merge(one.end().type(), 1, Integer::sum));
    Set<Event> conflicting = new HashSet<>();
    for (KeyFinding finding : lane.judgement().findings()) {
      finding
          .witness()
          .ifPresent(witness -> witness.conflict().forEach(one -> conflicting.add(one.invoke())));
    }
    return new LaneFacts(
        number,
        lane,
        counts.getOrDefault(Event.Type.OK, 0),
        counts.getOrDefault(Event.Type.FAIL, 0),
        counts.getOrDefault(Event.Type.INFO, 0),
        conflicting);
  }

  /** As the page names its part. */
  String anchor() {
    return "lane-" + number;
  }

  String name() {
    return PlainText.brief(result.lane().name());
  }

  boolean promises(Guarantee guarantee) {
    return result.lane().promised().contains(guarantee);
  }

  boolean inConflict(Operation operation) {
    return conflicting.contains(operation.invoke());
  }

  /** The keys that have a witness against them. */
  List<KeyFinding> broken() {
    return result.judgement().findings().stream()
        .filter(finding -> finding.witness().isPresent())
        .toList();
  }

  /** How many of the promises have such a verdict; those not judged have none. */
  long promised(Verdict.Kind kind) {
    return result.judgement().verdicts().entrySet().stream()
        .filter(entry -> promises(entry.getKey()) && entry.getValue().kind() == kind)
        .count();
  }

  /** What became of the promises, such as {@code 4 kept, 1 broken}. */
  String promises() {
    List<String> parts = new ArrayList<>();
    add(parts, promised(Verdict.Kind.VALID), "kept");
    add(parts, promised(Verdict.Kind.INVALID), "broken");
    add(parts, promised(Verdict.Kind.UNKNOWN), "unknown");
    Set<Guarantee> rest = new HashSet<>(result.lane().promised());
    rest.removeAll(result.judgement().verdicts().keySet());
    add(parts, rest.size(), "not judged");
    return parts.isEmpty() ? Numbers.NONE : String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String word) {
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }
}
