package io.capstan.jepsen.lab;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Workloads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Capstan as it is, under every workload and every fault in turn: nothing may be INVALID, and one
 * run of twenty may be UNKNOWN, for a busy machine serves too little.
 */
final class HonestLab implements Lab {
  private static final int NODES = 5;
  private static final int PROCESSES = 10;
  private static final List<String> FAULTS =
      List.of(
          "partition-leader",
          "partition-halves",
          "kill-leader",
          "partition-one-way",
          "pause-leader",
          "partition-ring",
          "partition-one",
          "kill-all",
          "delay",
          "partition-bridge",
          "clock-jump",
          "duplicate",
          "pause",
          "reorder",
          "loss",
          "clock-drift",
          "disk-full",
          "kill",
          "disk-slow",
          "fsync-fails");

  /**
   * Workloads that every lane can be used by: at once they would be too much for two processors.
   */
  private static final Set<String> FOR_ALL = Set.of("register", "set", "session", "delete");

  private static final List<String> STRONG_LANES =
      List.of("strong", "strong-session", "strong-bounded", "strong-eventual");
  private static final List<String> EVENTUAL_LANES =
      List.of("strong", "eventual-majority", "eventual-session", "eventual-one");

  /** Without sessions, whose scans are refused while a node is away. */
  private static final List<String> EVENTUAL_LANES_OF_SETS =
      List.of("strong", "eventual-majority", "eventual-one");

  private static final int SEEDS_PER_UNKNOWN = 20;

  private static final Sufficiency ENOUGH = new Sufficiency(2_000, 200, 1);
  private static final Sufficiency ENOUGH_BRIEFLY = new Sufficiency(300, 30, 1);

  @Override
  public String name() {
    return "honest";
  }

  @Override
  public String description() {
    return "Capstan under faults keeps what it promises";
  }

  @Override
  public Duration typical() {
    return Duration.ofSeconds(75);
  }

  @Override
  public Seeds usual() {
    return Seeds.parse("1..20");
  }

  @Override
  public Outcome run(long seed, boolean brief, LabContext context) throws IOException {
    String workload = Workloads.NAMES.get((int) (seed % Workloads.NAMES.size()));
    String fault = FAULTS.get((int) (seed % FAULTS.size()));
    Plan plan =
        LabRuns.plan(
            workload,
            lanes(workload, seed),
            faults(fault),
            NODES,
            PROCESSES,
            brief ? 60 : 120,
            Duration.ofSeconds(brief ? 18 : 60),
            seed);
    RunResult result = LabRuns.run(plan, List.of(), brief ? ENOUGH_BRIEFLY : ENOUGH, context);
    Verdict verdict = result.verdict();
    return new Outcome(
        LabRuns.acknowledged(result),
        word(verdict.kind()),
        verdict.kind() != Verdict.Kind.INVALID,
        Map.of("workload", workload, "fault", fault, "because", verdict.reason()));
  }

  /** While no node runs nobody is served: under that alone too little would be. */
  private static List<String> faults(String fault) {
    return fault.equals("kill-all")
        ? List.of("partition-leader", fault, "partition-leader")
        : List.of(fault);
  }

  /** Empty: all that the workload can be run on. */
  private static List<String> lanes(String workload, long seed) {
    if (!FOR_ALL.contains(workload)) {
      return List.of();
    }
    if (seed / Workloads.NAMES.size() % 2 == 0) {
      return STRONG_LANES;
    }
    return workload.equals("set") ? EVENTUAL_LANES_OF_SETS : EVENTUAL_LANES;
  }

  @Override
  public boolean keepsFiles(ResultLine line) {
    return !line.outcome().verdict().equals(word(Verdict.Kind.VALID));
  }

  @Override
  public List<String> objections(Collection<ResultLine> lines) {
    List<String> objections = new ArrayList<>(Lab.super.objections(lines));
    String word = word(Verdict.Kind.UNKNOWN);
    long unknown = lines.stream().filter(line -> line.outcome().verdict().equals(word)).count();
    long allowed = Math.max(1, lines.size() / SEEDS_PER_UNKNOWN);
    if (unknown > allowed) {
      objections.add("%d unknown, more than %d".formatted(unknown, allowed));
    }
    return objections;
  }

  private static String word(Verdict.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
