package io.capstan.jepsen.run;

import java.time.Duration;
import java.util.List;

/**
 * What a run does; the same plan does the same as far as processes and networks let it.
 *
 * @param target name of the store
 * @param backend name of the network
 * @param workload its name
 * @param lanes names of the lanes
 * @param nodes how many nodes
 * @param processes how many clients each lane has
 * @param ratePerLane requests a second that each lane's clients begin together, at most
 * @param length of the time in which requests are begun, without start and last reads
 * @param seed of everything that is drawn
 * @param steps the faults
 */
public record Plan(
    String target,
    String backend,
    String workload,
    List<String> lanes,
    int nodes,
    int processes,
    int ratePerLane,
    Duration length,
    long seed,
    List<Step> steps) {
  /** A run of more is not made: its history must fit into memory to be judged. */
  public static final long REQUESTS_MAX = 500_000;

  public Plan {
    lanes = List.copyOf(lanes);
    steps = List.copyOf(steps);
  }

  /**
   * That no more requests are planned than can be judged.
   *
   * @throws IllegalArgumentException when there are more than {@link #REQUESTS_MAX}
   */
  void requireWithinBound(int lanesUsed) {
    double requests = length.toMillis() / 1e3 * ratePerLane * lanesUsed;
    if (requests > REQUESTS_MAX) {
      throw new IllegalArgumentException(
          "%.0f requests (%d a second on each of %d lanes, for %d s) are more than the %d that can"
                  .formatted(requests, ratePerLane, lanesUsed, length.toSeconds(), REQUESTS_MAX)
              + " be judged; plan fewer lanes, less time or a lower rate");
    }
  }

  /** The same with other faults. */
  public Plan with(List<Step> others) {
    return new Plan(
        target, backend, workload, lanes, nodes, processes, ratePerLane, length, seed, others);
  }

  /**
   * One fault.
   *
   * @param fault its name, such as {@code partition-leader}
   * @param at when it begins, from the first request
   * @param length how long it lasts
   * @param on ids of nodes, or links as {@code n1->n2}; empty: drawn by the seed, or by who leads
   */
  public record Step(String fault, Duration at, Duration length, List<String> on) {
    public Step {
      on = List.copyOf(on);
    }
  }
}
