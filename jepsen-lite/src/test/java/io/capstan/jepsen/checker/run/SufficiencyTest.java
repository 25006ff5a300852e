package io.capstan.jepsen.checker.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency.Bite;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class SufficiencyTest {
  private static final long MILLI = 1_000_000;
  private static final List<Operation> OPERATIONS =
      HistoryText.of(
              "0 i put x 1 n1 10; 0 ok put x 1 n1 20; 0 i put x 2 n1 40; 0 ok put x 2 n1 50;"
                  + "1 i put x 3 n2 60; 1 info put x 3 n2 70; 0 i get x nil n1 90; 0 ok get x 2 n1 95")
          .operations();
  private static final List<String> PARTITION = List.of("partition");
  private static final List<Bite> BITES = List.of(new Bite("partition", 15 * MILLI, 80 * MILLI));

  @Test
  void aRunWithEnoughOfEverythingTellsSomething() {
    assertVerdict("VALID: 3 acknowledged operations", new Sufficiency(3, 2, 1), PARTITION, BITES);
    assertVerdict(
        "VALID: 3 acknowledged operations", new Sufficiency(3, 9, 1), List.of(), List.of());
  }

  @Test
  void whatIsMissingIsNamed() {
    assertVerdict(
        "UNKNOWN: 3 acknowledged operations, fewer than 4",
        new Sufficiency(4, 2, 1),
        PARTITION,
        BITES);
    assertVerdict(
        "UNKNOWN: 2 acknowledged operations while a fault bit, fewer than 3",
        new Sufficiency(3, 3, 1),
        PARTITION,
        BITES);
    assertVerdict(
        "UNKNOWN: 0 reads after the last fault had healed, fewer than 1",
        new Sufficiency(3, 2, 1),
        PARTITION,
        List.of(new Bite("partition", 15 * MILLI, 91 * MILLI)));
    assertVerdict(
        "UNKNOWN: the fault kill did not bite",
        new Sufficiency(3, 2, 1),
        List.of("partition", "kill"),
        BITES);
  }

  @Test
  void aFaultThatHealsBeforeItBitesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Bite("kill", 2, 1));
  }

  private static void assertVerdict(
      String expected, Sufficiency sufficiency, List<String> scheduled, List<Bite> bites) {
    Verdict verdict = sufficiency.judge(OPERATIONS, scheduled, bites);
    assertEquals(expected, verdict.kind() + ": " + verdict.reason());
  }
}
