package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabCommandTest {
  private final LabTestKit kit = new LabTestKit();

  @TempDir private Path directory = Path.of("");

  private int kv(String... words) {
    Installation distribution = new Installation(directory.resolve("lib"));
    return kit.kv(new Labs(List.of(kit.lab(5))), distribution, words);
  }

  @Test
  void withoutANameTheLabsAreListed() {
    assertEquals(0, kv("lab"));
    assertEquals("LAB    SEEDS  A SEED     SHOWS\ntrial  1..3   about 7 s  nothing\n", kit.out());
    assertEquals(0, kv("lab", "--json"));
    assertEquals(
        "{\"lab\":\"trial\",\"description\":\"nothing\",\"seeds\":\"1..3\",\"seconds_per_seed\":7}\n",
        kit.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab trail|kv: there is no lab 'trail'",
        "lab status trail|kv: there is no lab 'trail'",
        "lab stop trail|kv: there is no lab 'trail'",
        "lab trial|kv: this kv is no checkout's, so that there is no docs/results to write to",
        "lab trial --foreground --results r --seeds 3..1|kv: '3..1' ends before it begins",
        "lab --resume|kv: which lab?",
        "lab trial --short --resume|kv: --short is one seed here, and keeps no line",
        "lab trial --seed 3|kv: --seed is for --short",
      })
  void whatMakesNoSenseIsRefusedBeforeAnythingRuns(String words, String message) {
    assertEquals(2, kv(words.split(" ", -1)));
    assertEquals(message, kit.err().lines().findFirst().orElse(""));
    assertEquals(List.of(), kit.ran);
  }

  @Test
  void inTheForegroundItExitsWith1WhenASeedWasNotAsExpected() {
    String results = directory.resolve("r").toString();
    assertEquals(0, kv("lab", "trial", "--foreground", "--results", results));
    assertEquals(List.of(1L, 2L, 3L), kit.ran);
    assertEquals(0, kv("lab", "status", "--results", results));
    assertTrue(kit.out().contains("finished  1..3   3 of 3"), kit.out());
    String[] more = {"lab", "trial", "--foreground", "--results", results, "--seeds", "4..6"};
    assertEquals(1, kv(more));
    assertEquals(1, kv("lab", "status", "--results", results, "--json"));
    assertTrue(
        kit.out()
            .contains("\"objections\":[\"1 not as expected\"],\"verdicts\":{\"BAD\":1,\"GOOD\":2}"),
        kit.out());
    assertEquals(0, kv("lab", "stop", "trial", "--results", results));
    assertEquals("trial does not run\n", kit.out());
  }

  @Test
  void aSecondLabOnTheSameResultsIsRefused() throws IOException {
    Path results = directory.resolve("r");
    ResultsFile first = ResultsFile.open(results);
    try (first) {
      assertEquals(5, kv("lab", "trial", "--results", results.toString()));
      assertTrue(kit.err().startsWith("kv: a lab writes to " + results + " already"), kit.err());
      assertEquals(5, kv("lab", "trial", "--foreground", "--results", results.toString()));
      assertEquals(List.of(), kit.ran);
    }
  }

  @Test
  void aShortRunSaysItsSeedAndKeepsNoLine() {
    assertEquals(0, kv("lab", "trial", "--short", "--seed", "7"));
    assertTrue(kit.err().contains("again with: kv lab trial --short --seed 7"), kit.err());
    assertEquals(1, kv("lab", "trial", "--short", "--seed", "10", "--json"));
    assertTrue(kit.out().contains("\"seed\":10,\"operations\":10,\"verdict\":\"BAD\""), kit.out());
    kv("lab", "trial", "--short");
    assertEquals(3, kit.ran.size());
    assertTrue(kit.err().startsWith("trial seed " + kit.ran.get(2) + ";"), kit.err());
  }
}
