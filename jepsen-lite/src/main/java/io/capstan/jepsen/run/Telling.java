package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what happened on a lane tells anything: whether enough was served, each fault bit and
 * healed, another node led where the leader was hit, the replicas became equal, and every last read
 * was answered. Pure.
 */
record Telling(Plan plan, Sufficiency enough) {
  /**
   * Judges a lane.
   *
   * @param operations all of the lane
   * @return VALID, or UNKNOWN with all that was missing
   */
  Verdict judge(Lane lane, List<Operation> operations, Run.Recorded recorded) {
    List<String> missing = new ArrayList<>();
    List<Sufficiency.Bite> bites = new ArrayList<>();
    for (Nemesis.Outcome outcome : recorded.outcomes()) {
      look(outcome.injection(), missing, bites);
    }
    if (!recorded.settled()) {
      missing.add("the replicas were not seen to be equal at the end");
    }
    long unanswered = unansweredLastReads(lane, operations, recorded.quietNanos());
    if (unanswered > 0) {
      missing.add(unanswered + " last reads were not answered, or not by the node that was asked");
    }
    List<String> scheduled = plan.steps().stream().map(Plan.Step::fault).distinct().toList();
    Verdict served = enough.judge(operations, scheduled, bites);
    if (!served.isValid()) {
      missing.add(0, served.reason());
    }
    return missing.isEmpty()
        ? served
        : new Verdict(Verdict.Kind.UNKNOWN, String.join("; ", missing));
  }

  private static void look(
      Injection injection, List<String> missing, List<Sufficiency.Bite> bites) {
    String fault = injection.fault() + " (" + injection.what() + ")";
    if (injection.bitNanos().isPresent()) {
      long from = injection.bitNanos().getAsLong();
      long until = Math.max(from, injection.healedNanos().orElse(injection.endedNanos()));
      bites.add(new Sufficiency.Bite(injection.fault(), from, until));
    } else {
      missing.add(fault + " was not seen to bite to its end");
    }
    if (injection.healedNanos().isEmpty()) {
      missing.add(fault + " was not seen to heal");
    }
    if (hitsTheLeader(injection.fault())
        && (injection.leaderBefore().isEmpty()
            || injection.leaderAfter().isEmpty()
            || injection.leaderAfter().equals(injection.leaderBefore()))) {
      missing.add(fault + ": nobody else was seen to lead");
    }
  }

  private static boolean hitsTheLeader(String fault) {
    return fault.endsWith("-leader");
  }

  /** Keys that a node was asked for at the end, and that no try gave. */
  private static long unansweredLastReads(Lane lane, List<Operation> operations, long quietNanos) {
    Map<String, Boolean> answered = new TreeMap<>();
    for (Operation operation : operations) {
      if (operation.invoke().nanos() >= quietNanos) {
        Event asked = operation.invoke();
        boolean told =
            operation.acknowledged()
                && lane.tellsOf(asked.node(), asked.value(), operation.end().node());
        answered.merge(asked.node() + " " + asked.key(), told, Boolean::logicalOr);
      }
    }
    return answered.values().stream().filter(read -> !read).count();
  }
}
