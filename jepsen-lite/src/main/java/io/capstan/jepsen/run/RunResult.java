package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis.LinkTimes;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run showed: everything that a report says.
 *
 * @param verdict on the whole: the worst of all lanes
 * @param plan what was to be done
 * @param version of Capstan, and of the target where it tells, for a person
 * @param begun when
 * @param nodes ids, in order
 * @param injections the faults, in the order in which they were done
 * @param links what was seen of each disturbed link
 * @param lanes in the order of the plan
 */
public record RunResult(
    Verdict verdict,
    Plan plan,
    String version,
    Instant begun,
    List<String> nodes,
    List<Injection> injections,
    List<LinkTimes> links,
    List<LaneResult> lanes) {
  public RunResult {
    nodes = List.copyOf(nodes);
    injections = List.copyOf(injections);
    links = List.copyOf(links);
    lanes = List.copyOf(lanes);
  }

  /**
   * One row of the report card.
   *
   * @param verdict the worst of what the lane promises; UNKNOWN when too little happened
   * @param sufficiency whether enough happened
   * @param operations all, in the order of their starts
   * @param service by period and side: {@code healthy}, {@code minority}, {@code majority}, {@code
   *     fault} (a fault that has no sides)
   */
  public record LaneResult(
      Lane lane,
      Verdict verdict,
      Verdict sufficiency,
      Judgement judgement,
      List<Operation> operations,
      Map<String, Service> service) {
    public LaneResult {
      operations = List.copyOf(operations);
      service = Map.copyOf(service);
    }
  }
}
