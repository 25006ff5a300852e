package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
