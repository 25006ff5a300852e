package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.LaneHistory;
import io.capstan.jepsen.workload.Request;
import io.capstan.jepsen.workload.Workload;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredRunTest {
  private static final Bounds BOUNDS =
      new Bounds(1_000_000, 1 << 22, () -> 0, Duration.ofMinutes(1));

  private static StoredRun read(RunDirectory directory) throws IOException {
    try (var plan = Files.newBufferedReader(directory.plan());
        var facts = Files.newBufferedReader(directory.facts());
        var history = Files.newBufferedReader(directory.history())) {
      Facts known = FactsFile.read(facts);
      var events = HistoryReader.read(history, Format.CAPSTAN).events();
      return new StoredRun(PlanFile.read(plan), known, known.recorded(events));
    }
  }

  /** A workload that finds nothing, and takes 40 s for it. */
  private static final class Slow implements Workload {
    private final AtomicLong clock;
    private final List<OptionalLong> ends = new ArrayList<>();

    Slow(AtomicLong clock) {
      this.clock = clock;
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public boolean suits(Lane lane) {
      return true;
    }

    @Override
    public Requests requests(int client, List<String> nodes, RandomGenerator random) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public List<Request> lastReads(List<Request> asked, List<String> nodes) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Judgement judge(LaneHistory history, Bounds bounds) {
      ends.add(bounds.endNanos());
      clock.addAndGet(Duration.ofSeconds(40).toNanos());
      return new Judgement(Map.of(), List.of(), Optional.empty());
    }
  }

  @Test
  void allLanesAreJudgedInOneTime() {
    AtomicLong clock = new AtomicLong();
    Slow slow = new Slow(clock);
    StoredRun run = StoredRuns.run(Flaw.NONE);
    Bounds bounds = new Bounds(1, 1, clock::get, Duration.ofMinutes(1));
    var unused =
        new Judge(run.plan(), slow, run.facts().lanes(), run.facts().enough(), bounds)
            .judge(run.recorded());
    OptionalLong minute = OptionalLong.of(Duration.ofMinutes(1).toNanos());
    assertEquals(List.of(minute, minute), slow.ends);
  }

  @ParameterizedTest
  @CsvSource({"NONE, UNKNOWN", "STALE, INVALID", "LOST, INVALID"})
  void aStoredRunIsJudgedAsTheRunWas(Flaw flaw, Verdict.Kind verdict, @TempDir Path parent)
      throws IOException {
    StoredRun run = StoredRuns.run(flaw);
    StoredRun stored = read(StoredRuns.write(run, parent.resolve("run")));

    assertEquals(run, stored);
    assertEquals(run.result(BOUNDS).lanes(), stored.result(BOUNDS).lanes());
    assertEquals(run.result(BOUNDS), stored.result(BOUNDS));
    assertEquals(verdict, stored.result(BOUNDS).verdict().kind());
  }
}
