package io.capstan.jepsen.lab;

import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.run.Harness;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.Schedule;
import io.capstan.jepsen.run.Stores;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whole runs of {@code kv jepsen run}, as seeds of a lab. */
final class LabRuns {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private LabRuns() {}

  /**
   * A plan on Capstan over the proxy network.
   *
   * @param lanes names; empty: all that the workload can be run on
   */
  static Plan plan(
      String workload,
      List<String> lanes,
      List<String> faults,
      int nodes,
      int processes,
      int ratePerLane,
      Duration length,
      long seed) {
    return new Plan(
        "capstan",
        "proxy",
        workload,
        lanes,
        nodes,
        processes,
        ratePerLane,
        length,
        seed,
        Schedule.of(faults, length, Randoms.seeded(seed)));
  }

  /**
   * Carries out a plan, with its report in the seed's directory.
   *
   * @param serverFaults that the servers are served with; the judges never see them
   */
  static RunResult run(Plan plan, List<String> serverFaults, Sufficiency enough, LabContext context)
      throws IOException {
    Instant now = Clocks.system().instant();
    RunDirectory directory = RunDirectory.create(context.directory(), plan, now);
    Harness harness =
        new Harness(
            Stores.of(plan, serverFaults, Optional.empty(), TIMEOUT),
            Optional.empty(),
            enough,
            Runtime.getRuntime().maxMemory(),
            Harness.release(),
            context.progress());
    RunResult result = harness.run(plan, directory, now);
    Report.write(result, "kv jepsen replay " + directory.plan(), directory.root());
    return result;
  }

  /** How many requests were acknowledged. */
  static long acknowledged(RunResult result) {
    return result.lanes().stream()
        .flatMap(lane -> lane.operations().stream())
        .filter(operation -> operation.acknowledged())
        .count();
  }
}
