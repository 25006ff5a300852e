package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabRunTest {
  private static final Seeds SEEDS = new Seeds(1, 4);

  private final LabTestKit kit = new LabTestKit();

  @TempDir private Path directory = Path.of("");
  private LabFiles files = new LabFiles("trial", Path.of("results"), Path.of("work"));

  @BeforeEach
  void chooseFiles() {
    files = new LabFiles("trial", directory.resolve("results.jsonl"), directory.resolve("work"));
  }

  private boolean run(Lab lab, String commit, Seeds seeds, boolean resume) {
    kit.ran.clear();
    return new LabRun(kit.attempt(lab, commit), files, kit.terminal(), false).run(seeds, resume);
  }

  @Test
  void eachSeedLeavesALine() {
    assertTrue(run(kit.lab(9), "c", SEEDS, false));
    List<ResultLine> lines = ResultsFile.read(files.results());
    assertEquals(List.of(1L, 2L, 3L, 4L), lines.stream().map(ResultLine::seed).toList());
    ResultLine first = lines.get(0);
    assertEquals("c", first.commit());
    assertEquals(Duration.ofSeconds(1), first.elapsed());
    assertEquals("2026-01-02T03:04:05Z", first.begun().toString());
    assertTrue(kit.err().contains("trial seed 2: GOOD, 10 operations in 1.0 s\n"), kit.err());
    assertTrue(kit.err().endsWith("trial: 4 seeds, 4 GOOD\n"), kit.err());
  }

  @Test
  void resumingLeavesOutTheSeedsOfThisCommitOnly() {
    run(kit.lab(9), "c", new Seeds(2, 3), false);
    run(kit.lab(9), "c", SEEDS, true);
    assertEquals(List.of(1L, 4L), kit.ran);
    run(kit.lab(9), "c", SEEDS, true);
    assertEquals(List.of(), kit.ran);
    run(kit.lab(9), "d", SEEDS, true);
    assertEquals(List.of(1L, 2L, 3L, 4L), kit.ran);
  }

  @Test
  void withoutResumingAllSeedsRunAgain() {
    run(kit.lab(9), "c", SEEDS, false);
    run(kit.lab(9), "c", SEEDS, false);
    assertEquals(List.of(1L, 2L, 3L, 4L), kit.ran);
    assertEquals(8, ResultsFile.read(files.results()).size());
    assertEquals("4 of 4", Standing.of(kit.lab(9), files).orElseThrow().progress());
  }

  @Test
  void aSeedThatIsLeftOutStillCounts() {
    assertFalse(run(kit.lab(2), "c", SEEDS, false));
    assertFalse(run(kit.lab(9), "c", SEEDS, true));
    Standing standing = Standing.of(kit.lab(9), files).orElseThrow();
    assertFalse(standing.isWell());
    assertEquals("2 BAD, 2 GOOD; 2 not as expected", standing.verdicts());
  }

  @Test
  void aSeedThatFailsLeavesALineAndTheNextRuns() {
    Lab lab =
        kit.lab(
            seed -> {
              if (seed == 2) {
                throw new java.io.IOException("no disk");
              }
              return new Outcome(1, "GOOD", true, java.util.Map.of());
            });
    assertFalse(run(lab, "c", SEEDS, false));
    List<ResultLine> lines = ResultsFile.read(files.results());
    assertEquals(4, lines.size());
    assertEquals("ERROR", lines.get(1).outcome().verdict());
    assertEquals("java.io.IOException: no disk", lines.get(1).outcome().details().get("error"));
    assertTrue(kit.err().contains("\tat io.capstan.jepsen.lab.Attempt"), kit.err());
  }

  @Test
  void filesOfASeedAreKeptWhenItWasNotAsExpected() {
    run(kit.lab(2), "c", SEEDS, false);
    assertTrue(Files.isDirectory(files.directory(2)));
    assertFalse(Files.exists(files.directory(3)));
    assertTrue(kit.err().contains("it left its files in " + files.directory(2)), kit.err());
  }

  /** As when a process is killed while it works at the third seed. */
  @Test
  void aRunThatWasCutShortEndedEarly() {
    Lab dies =
        kit.lab(
            seed -> {
              if (seed == 3) {
                throw new OutOfMemoryError("stands for the end of the process");
              }
              return new Outcome(1, "GOOD", true, java.util.Map.of());
            });
    org.junit.jupiter.api.Assertions.assertThrows(
        OutOfMemoryError.class, () -> run(dies, "c", SEEDS, false));
    Standing standing = Standing.of(kit.lab(9), files).orElseThrow();
    assertEquals("2 of 4", standing.progress());
    assertEquals("ended early", standing.state());
    assertFalse(standing.isWell());
    assertTrue(run(kit.lab(9), "c", SEEDS, true));
    assertEquals(List.of(3L, 4L), kit.ran);
    assertEquals("finished", Standing.of(kit.lab(9), files).orElseThrow().state());
  }
}
