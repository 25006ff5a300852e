package io.capstan.jepsen.lab;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.RunResult.LaneResult;
import io.capstan.jepsen.workload.Guarantee;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Capstan broken on purpose, in one way after the other: each must be found by nine of ten seeds,
 * within a minute. The seeds of one way are as far apart as there are ways; each is brief as it is.
 */
final class BrokenLab implements Lab {
  /**
   * One way to be broken, and what shows it.
   *
   * @param name the server's fault
   * @param lane the only one that is used
   * @param processes clients; where one must be beside the right node at the right time, many
   * @param faults that show it; none: it shows without
   */
  private record Mode(
      String name, String workload, String lane, int processes, List<String> faults) {}

  private static final List<Mode> MODES =
      List.of(
          new Mode("local-strong-reads", "register", "strong", 30, List.of("partition-leader")),
          new Mode("dirty-read", "append", "strong", 10, List.of()),
          new Mode("answer-before-quorum", "register", "strong", 10, List.of("partition-leader")),
          new Mode("no-dedupe", "counter", "strong", 10, List.of("duplicate")),
          new Mode("stale-session-floor", "session", "strong-session", 10, List.of("delay")),
          new Mode("wall-clock-lww", "session", "eventual-majority", 10, List.of("clock-jump")),
          new Mode("no-fsync", "set", "eventual-majority", 10, List.of("kill-all")),
          new Mode("lost-hints", "register", "eventual-one", 10, List.of("kill")));

  private static final String MODE = "mode";
  private static final int NODES = 3;
  private static final int RATE = 300;
  private static final Duration LENGTH = Duration.ofSeconds(16);

  /** What is found counts, whatever else happened. */
  private static final Sufficiency ENOUGH = new Sufficiency(1, 0, 0);

  private static final Duration FOUND_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "broken";
  }

  @Override
  public String description() {
    return "Capstan broken on purpose is found out, in %d ways in turn".formatted(MODES.size());
  }

  @Override
  public Duration typical() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Seeds usual() {
    return Seeds.parse("0.." + (10 * MODES.size() - 1));
  }

  @Override
  public Outcome run(long seed, boolean brief, LabContext context) throws IOException {
    Mode mode = MODES.get((int) (seed % MODES.size()));
    Plan plan =
        LabRuns.plan(
            mode.workload(),
            List.of(mode.lane()),
            mode.faults(),
            NODES,
            mode.processes(),
            RATE,
            LENGTH,
            seed);
    RunResult result = LabRuns.run(plan, List.of(mode.name()), ENOUGH, context);
    Verdict verdict = result.verdict();
    return new Outcome(
        LabRuns.acknowledged(result),
        verdict.kind().name().toLowerCase(Locale.ROOT),
        verdict.kind() == Verdict.Kind.INVALID,
        Map.of(
            MODE,
            mode.name(),
            "workload",
            mode.workload(),
            "lane",
            mode.lane(),
            "fault",
            String.join(",", mode.faults()),
            "found",
            String.join(", ", found(result)),
            "because",
            verdict.reason()));
  }

  /** The promises that were seen broken. */
  private static Set<String> found(RunResult result) {
    return result.lanes().stream()
        .flatMap(lane -> broken(lane).stream())
        .map(Guarantee::word)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Guarantee> broken(LaneResult lane) {
    return lane.judgement().verdicts().entrySet().stream()
        .filter(verdict -> lane.lane().promised().contains(verdict.getKey()))
        .filter(verdict -> verdict.getValue().kind() == Verdict.Kind.INVALID)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean keepsFiles(ResultLine line) {
    return !foundInTime(line);
  }

  @Override
  public List<String> objections(Collection<ResultLine> lines) {
    Map<String, List<ResultLine>> modes =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.outcome().details().getOrDefault(MODE, "a run that failed"),
                    TreeMap::new,
                    Collectors.toList()));
    List<String> objections = new ArrayList<>();
    modes.forEach(
        (mode, seeds) -> {
          long found = seeds.stream().filter(BrokenLab::foundInTime).count();
          if (found < seeds.size() - seeds.size() / 10) {
            objections.add(
                "%s found within %d s by %d of %d"
                    .formatted(mode, FOUND_WITHIN.toSeconds(), found, seeds.size()));
          }
        });
    return objections;
  }

  private static boolean foundInTime(ResultLine line) {
    return line.outcome().asExpected() && line.elapsed().compareTo(FOUND_WITHIN) <= 0;
  }
}
