package io.capstan.jepsen.workload;

import static io.capstan.jepsen.workload.SimulatedLane.BOUNDS;
import static io.capstan.jepsen.workload.SimulatedLane.LANE;
import static io.capstan.jepsen.workload.SimulatedLane.SHAPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.history.HistoryWriter;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Judgements on simulated stores; failures name the seed. */
class JudgementTest {
  private static final int OPERATIONS = 800;
  private static final int SEEDS = 3;

  static List<String> names() {
    return Workloads.NAMES;
  }

  private static Judgement judged(String name, Flaw flaw, long seed) {
    Workload workload = Workloads.named(name, SHAPE);
    return workload.judge(WorkloadStore.run(LANE, workload, flaw, seed, OPERATIONS), BOUNDS);
  }

  @ParameterizedTest
  @MethodSource("names")
  void anHonestStoreIsValidInAllThatCanBeTold(String name) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Judgement judgement = judged(name, Flaw.NONE, seed);
      assertTrue(judgement.verdicts().containsKey(Guarantee.LINEARIZABLE));
      assertTrue(judgement.verdicts().containsKey(Guarantee.NO_LOST_WRITES));
      for (Map.Entry<Guarantee, Verdict> one : judgement.verdicts().entrySet()) {
        assertEquals(Verdict.Kind.VALID, one.getValue().kind(), "seed " + seed + ": " + one);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "register, STALE, LINEARIZABLE MONOTONIC_READS READ_YOUR_WRITES BOUNDED_STALENESS",
    "register, LOST, LINEARIZABLE NO_LOST_WRITES",
    "register, DIRTY, LINEARIZABLE NO_INVENTION",
    "register, BEHIND, CONVERGENCE",
    "register, MADE_UP, NO_INVENTION LINEARIZABLE",
    "cas, STALE, LINEARIZABLE MONOTONIC_READS BOUNDED_STALENESS",
    "cas, LOST, LINEARIZABLE",
    "cas, DIRTY, LINEARIZABLE NO_INVENTION",
    "session, STALE, MONOTONIC_READS READ_YOUR_WRITES MONOTONIC_WRITES WRITES_FOLLOW_READS",
    "session, BEHIND, MONOTONIC_READS READ_YOUR_WRITES CONVERGENCE",
    "set, STALE, LINEARIZABLE",
    "set, LOST, LINEARIZABLE NO_LOST_WRITES",
    "set, DIRTY, NO_INVENTION",
    "set, BEHIND, CONVERGENCE",
    "set, MADE_UP, NO_INVENTION",
    "counter, STALE, LINEARIZABLE",
    "counter, LOST, LINEARIZABLE",
    "counter, TWICE, LINEARIZABLE NO_DUPLICATES",
    "counter, BEHIND, CONVERGENCE",
    "counter, MADE_UP, NO_INVENTION",
    "counter, GARBLED, NO_INVENTION",
    "set, GARBLED, NO_INVENTION",
    "append, GARBLED, NO_INVENTION",
    "append, STALE, LINEARIZABLE",
    "append, LOST, LINEARIZABLE NO_LOST_WRITES",
    "append, TWICE, NO_DUPLICATES LINEARIZABLE",
    "append, REORDERED, CONSISTENT_PREFIX LINEARIZABLE",
    "append, BEHIND, CONVERGENCE",
    "append, MADE_UP, NO_INVENTION CONSISTENT_PREFIX",
    "delete, LOST_DELETE, NO_RESURRECTION LINEARIZABLE",
    "delete, STALE, LINEARIZABLE MONOTONIC_READS BOUNDED_STALENESS",
    "delete, LOST, NO_LOST_WRITES",
    "batch, TORN, NO_INVENTION LINEARIZABLE",
    "batch, STALE, LINEARIZABLE",
    "mixed, STALE, LINEARIZABLE MONOTONIC_READS",
    "mixed, STALE_AT_SESSION, MONOTONIC_READS READ_YOUR_WRITES",
    "mixed, LOST, LINEARIZABLE NO_LOST_WRITES",
  })
  void aFlawBreaksThePromisesThatItConcerns(String name, Flaw flaw, String broken) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Judgement judgement = judged(name, flaw, seed);
      for (String guarantee : broken.split(" ", -1)) {
        Verdict verdict = judgement.verdict(Guarantee.valueOf(guarantee)).orElseThrow();
        assertEquals(Verdict.Kind.INVALID, verdict.kind(), "seed " + seed + guarantee + verdict);
      }
    }
  }

  /** What is not concerned is not accused. */
  @ParameterizedTest
  @CsvSource({
    "register, STALE, NO_INVENTION",
    "mixed, STALE_AT_SESSION, LINEARIZABLE NO_INVENTION NO_LOST_WRITES",
    "mixed, STALE_AT_EVENTUAL, LINEARIZABLE MONOTONIC_READS READ_YOUR_WRITES",
    "counter, LOST, NO_DUPLICATES",
    "counter, GARBLED, LINEARIZABLE NO_DUPLICATES NO_LOST_WRITES CONVERGENCE",
    "append, GARBLED, LINEARIZABLE NO_DUPLICATES NO_LOST_WRITES CONVERGENCE",
    "counter, TWICE, NO_LOST_WRITES CONVERGENCE",
    "set, LOST, NO_INVENTION CONVERGENCE",
    "append, LOST, NO_DUPLICATES CONSISTENT_PREFIX NO_INVENTION CONVERGENCE",
    "append, STALE, NO_DUPLICATES CONSISTENT_PREFIX NO_INVENTION",
    "append, BEHIND, CONSISTENT_PREFIX NO_DUPLICATES NO_INVENTION",
    "set, TWICE, LINEARIZABLE",
  })
  void aFlawLeavesOtherPromisesAlone(String name, Flaw flaw, String kept) {
    Judgement judgement = judged(name, flaw, 1);
    for (String guarantee : kept.split(" ", -1)) {
      Verdict verdict = judgement.verdict(Guarantee.valueOf(guarantee)).orElseThrow();
      assertEquals(Verdict.Kind.VALID, verdict.kind(), guarantee + verdict);
    }
  }

  @Test
  void theBoundOfALaneIsNotThatOfReadsThatNameTheirLevel() {
    Judgement judgement = judged("mixed", Flaw.STALE_AT_EVENTUAL, 1);
    assertTrue(judgement.staleness().orElseThrow().versions() > 1);
    assertTrue(judgement.verdict(Guarantee.BOUNDED_STALENESS).isEmpty());
  }

  @Test
  void aReadOlderThanTheBoundIsInvalidAndAnOldOneWithinItIsNot() {
    Workload workload = Workloads.named("register", SHAPE);
    LaneHistory run = WorkloadStore.run(LANE, workload, Flaw.STALE, 1, OPERATIONS);
    Duration oldest = workload.judge(run, BOUNDS).staleness().orElseThrow().quantile(1);
    assertBound(Verdict.Kind.VALID, oldest, workload, run);
    assertBound(Verdict.Kind.INVALID, oldest.minusNanos(1), workload, run);
  }

  private static void assertBound(
      Verdict.Kind kind, Duration bound, Workload workload, LaneHistory run) {
    Lane lane = new Lane("bounded", "", "", Set.of(), Optional.of(bound), true, false, true);
    Judgement judgement =
        workload.judge(new LaneHistory(lane, run.history(), run.quietFrom()), BOUNDS);
    assertEquals(kind, judgement.verdict(Guarantee.BOUNDED_STALENESS).orElseThrow().kind());
  }

  @Test
  void whatAWriteFollowsOnOtherKeysIsAskedForOnlyWhereItIsPromised() {
    History history =
        HistoryText.of(
            """
            0 i write x 1; 0 ok write x 1; 1 i read x nil; 1 ok read x 1;
            1 i write y 2; 1 ok write y 2; 2 i read y nil; 2 ok read y 2;
            2 i read x nil; 2 ok read x nil""");
    Lane perKey = new Lane("eventual", "", "", Set.of(), Optional.empty(), false, true, false);
    assertEquals(Verdict.Kind.INVALID, writesFollowReads(LANE, history));
    assertEquals(Verdict.Kind.UNKNOWN, writesFollowReads(perKey, history));
  }

  private static Verdict.Kind writesFollowReads(Lane lane, History history) {
    LaneHistory run = new LaneHistory(lane, history, history.events().size());
    Judgement judgement = Workloads.named("register", SHAPE).judge(run, BOUNDS);
    return judgement.verdict(Guarantee.WRITES_FOLLOW_READS).orElseThrow().kind();
  }

  /** Where one replica answers, only its own node's word tells how that node is. */
  @ParameterizedTest
  @CsvSource({
    "true, n1, n1, UNKNOWN", // n1 answered for n2
    "true, n1, n2, INVALID",
    "true, n2, n1, UNKNOWN", // each answered for the other
    "false, n1, n1, INVALID",
  })
  void convergenceRestsOnWhatNodesSayOfThemselves(
      boolean localReads, String first, String second, Verdict.Kind kind) {
    History history =
        HistoryText.of(
            """
            0 i write x 1; 0 ok write x 1; 0 i write x 2; 0 ok write x 2;
            1 i read x nil n1; 1 ok read x 2 %s; 2 i read x nil n2; 2 ok read x 1 %s"""
                .formatted(first, second));
    Lane lane = new Lane("l", "", "", Set.of(), Optional.empty(), false, true, localReads);
    Judgement judgement =
        Workloads.named("register", SHAPE).judge(new LaneHistory(lane, history, 4), BOUNDS);
    assertEquals(kind, judgement.verdict(Guarantee.CONVERGENCE).orElseThrow().kind());
  }

  @Test
  void aReadAtALocalLevelTellsOfItsNodeOnlyWhereTheNodeServedIt() {
    assertTrue(LANE.tellsOf("n1", null, "n2"));
    assertTrue(LANE.tellsOf("n1", Lane.STRONG, "n2"));
    assertFalse(LANE.tellsOf("n1", Lane.EVENTUAL, "n2"));
    assertFalse(LANE.tellsOf("n1", Lane.EVENTUAL, ""));
    assertTrue(LANE.tellsOf("n1", Lane.EVENTUAL, "n1"));
  }

  @Test
  void withoutLastReadsTheEndIsUnknown() {
    for (String name : Workloads.NAMES) {
      Workload workload = Workloads.named(name, SHAPE);
      LaneHistory whole = WorkloadStore.run(LANE, workload, Flaw.NONE, 1, OPERATIONS);
      History history = History.recorded(whole.history().events().subList(0, whole.quietFrom()));
      Judgement judgement =
          workload.judge(new LaneHistory(LANE, history, whole.quietFrom()), BOUNDS);
      for (Guarantee guarantee : List.of(Guarantee.CONVERGENCE, Guarantee.NO_LOST_WRITES)) {
        assertEquals(Verdict.Kind.UNKNOWN, judgement.verdict(guarantee).orElseThrow().kind(), name);
      }
    }
  }

  /** Nothing happened, so nothing is VALID. */
  @ParameterizedTest
  @MethodSource("names")
  void anEmptyRunProvesNothing(String name) {
    LaneHistory nothing = new LaneHistory(LANE, History.recorded(List.of()), 0);
    Workloads.named(name)
        .judge(nothing, BOUNDS)
        .verdicts()
        .forEach(
            (guarantee, verdict) ->
                assertEquals(Verdict.Kind.UNKNOWN, verdict.kind(), guarantee + verdict.reason()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRecordedRunCanBeAnalyzedByItself(String name) throws IOException {
    LaneHistory run =
        WorkloadStore.run(LANE, Workloads.named(name, SHAPE), Flaw.NONE, 1, OPERATIONS);
    StringWriter text = new StringWriter();
    try (HistoryWriter writer = new HistoryWriter(text)) {
      for (var event : run.history().events()) {
        writer.write(event);
      }
    }
    History read = HistoryReader.read(new StringReader(text.toString()), Format.CAPSTAN);
    assertEquals(run.history().events(), read.events());
    var findings = Linearizability.check(read, Specs.named(Specs.guess(read), null), BOUNDS);
    assertTrue(Linearizability.overall(findings).isValid());
    assertFalse(findings.isEmpty());
  }
}
