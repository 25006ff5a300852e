package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Lane;
import java.time.Instant;
import java.util.List;

/**
 * What judging a run needs beside its plan and its history.
 *
 * @param version of Capstan, for the report
 * @param begun the wall clock's time
 * @param enough how much must have happened on each lane
 * @param lanes with what is taken for promised
 * @param nodes ids, in order
 * @param outcomes of the faults, in order
 * @param quietNanos from when on nothing was written
 * @param settled whether the replicas became equal in time
 */
public record Facts(
    String version,
    Instant begun,
    Sufficiency enough,
    List<Lane> lanes,
    List<String> nodes,
    List<Nemesis.Outcome> outcomes,
    long quietNanos,
    boolean settled) {
  public Facts {
    lanes = List.copyOf(lanes);
    nodes = List.copyOf(nodes);
    outcomes = List.copyOf(outcomes);
  }

  /** Those of a run that was just recorded. */
  public static Facts of(
      String version, Instant begun, Sufficiency enough, List<Lane> lanes, Run.Recorded recorded) {
    return new Facts(
        version,
        begun,
        enough,
        lanes,
        recorded.nodes(),
        recorded.outcomes(),
        recorded.quietNanos(),
        recorded.settled());
  }

  /** The run, with what its clients were told. */
  public Run.Recorded recorded(List<Event> events) {
    return new Run.Recorded(events, outcomes, quietNanos, settled, nodes);
  }
}
