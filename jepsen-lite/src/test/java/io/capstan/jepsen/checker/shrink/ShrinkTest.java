package io.capstan.jepsen.checker.shrink;

import static io.capstan.jepsen.workload.SimulatedLane.BOUNDS;
import static io.capstan.jepsen.workload.SimulatedLane.LANE;
import static io.capstan.jepsen.workload.SimulatedLane.SHAPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.LaneHistory;
import io.capstan.jepsen.workload.Workload;
import io.capstan.jepsen.workload.WorkloadStore;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import io.capstan.jepsen.workload.Workloads;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures name the seed. */
class ShrinkTest {

  private static boolean notLinearizable(History history) {
    return !Linearizability.overall(
            Linearizability.check(history, Specs.named(Specs.guess(history), null), BOUNDS))
        .isValid();
  }

  private static String words(History history) {
    return history.operations().stream()
        .map(one -> one.invoke().operation() + " " + one.invoke().key() + " " + one.end().value())
        .collect(Collectors.joining("; "));
  }

  @Test
  void whatTheFailureDoesNotNeedIsTakenAway() {
    History history =
        HistoryText.of(
            "0 i write x 1; 0 ok write x 1; 1 i write y 1; 1 ok write y 1; 0 i write x 2;"
                + "0 ok write x 2; 1 i read y nil; 1 ok read y 1; 2 i read x nil; 2 ok read x 1;"
                + "0 i write x 3; 0 ok write x 3; 1 i read x nil; 1 ok read x 3");
    Shrink.Witness witness = Shrink.of(history, ShrinkTest::notLinearizable, 1000);
    assertEquals("write x 1; write x 2; read x 1", words(witness.history()));
    assertEquals(3, witness.operations());
    assertTrue(witness.minimal());
    assertEquals(
        List.of(1L, 2L, 5L, 6L, 9L, 10L),
        witness.history().positions().stream().map(at -> at.line()).toList());
  }

  /** Of 400 operations that are right but for one read, a handful is left. */
  @Test
  void aLongHistoryShrinksToAHandful() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      History right = SimulatedStore.history(random, SimulatedStore.register(0), "nil", 400, 5, 3);
      History wrong = withAnOldRead(right);
      Predicate<History> fails = ShrinkTest::notLinearizable;
      Shrink.Witness witness = Shrink.of(wrong, fails, 2000);
      assertTrue(witness.operations() <= 4, "seed " + seed + ": " + words(witness.history()));
      assertTrue(witness.minimal(), "seed " + seed);
      assertTrue(fails.test(witness.history()), "seed " + seed);
      assertTrue(witness.tries() < 300, "seed " + seed + ": " + witness.tries());
    }
  }

  /** The last read of a value is told what was read first. */
  private static History withAnOldRead(History history) {
    List<Event> events = new ArrayList<>(history.events());
    List<Operation> reads =
        history.operations().stream()
            .filter(one -> one.acknowledged() && one.invoke().operation().equals("read"))
            .filter(one -> one.end().value() != null)
            .toList();
    Operation last = reads.get(reads.size() - 1);
    Operation first =
        reads.stream()
            .filter(one -> one.invoke().key().equals(last.invoke().key()))
            .findFirst()
            .orElseThrow();
    assertNotEquals(first.end().value(), last.end().value());
    Event end = events.get(last.finish());
    events.set(last.finish(), end.end(Event.Type.OK, end.nanos(), first.end().value()));
    return History.recorded(events);
  }

  static List<String> workloads() {
    return Workloads.NAMES;
  }

  /** Otherwise the smallest witness would be a read of what was taken away. */
  @ParameterizedTest
  @MethodSource("workloads")
  void aPartThatHasAllThatItRestsOnFailsOnlyIfTheWholeDoes(String name) {
    Workload workload = Workloads.named(name, SHAPE);
    for (int seed = 0; seed < 20; seed++) {
      LaneHistory run = WorkloadStore.run(LANE, workload, Flaw.NONE, seed, 120);
      int operations = run.history().operations().size();
      Sources sources = new Sources(run.history().operations());
      Random random = new Random(seed);
      for (int kept = 1; kept < 12; kept++) {
        BitSet some = new BitSet();
        random.ints(kept, 0, operations).forEach(some::set);
        BitSet closed = sources.with(some);
        LaneHistory part = run.part(new Parts(run.history()).of(closed));
        for (Verdict verdict : workload.judge(part, BOUNDS).verdicts().values()) {
          assertNotEquals(
              Verdict.Kind.INVALID,
              verdict.kind(),
              "seed " + seed + ": " + words(part.history()) + verdict);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "register, STALE, MONOTONIC_READS, 4",
    "register, LOST, NO_LOST_WRITES, 3",
    "register, DIRTY, NO_INVENTION, 2",
    "register, MADE_UP, NO_INVENTION, 1",
    "session, STALE, WRITES_FOLLOW_READS, 6",
    "delete, LOST_DELETE, NO_RESURRECTION, 3",
    "set, LOST, NO_LOST_WRITES, 40",
    "append, REORDERED, CONSISTENT_PREFIX, 40",
    "batch, TORN, LINEARIZABLE, 3",
    "mixed, STALE_AT_SESSION, READ_YOUR_WRITES, 3",
  })
  void everyKindOfWitnessGetsSmall(String name, Flaw flaw, Guarantee broken, int atMost) {
    Workload workload = Workloads.named(name, SHAPE);
    LaneHistory run = WorkloadStore.run(LANE, workload, flaw, 1, 800);
    Predicate<History> fails =
        part ->
            workload.judge(run.part(part), BOUNDS).verdict(broken).orElseThrow().kind()
                == Verdict.Kind.INVALID;
    Shrink.Witness witness = Shrink.of(run.history(), fails, 2000);
    assertTrue(fails.test(witness.history()));
    assertTrue(witness.operations() <= atMost, words(witness.history()));
  }

  @Test
  void whatDoesNotFailIsNotShrunk() {
    History right = HistoryText.of("0 i write x 1; 0 ok write x 1");
    assertThrows(
        IllegalArgumentException.class, () -> Shrink.of(right, ShrinkTest::notLinearizable, 100));
  }

  @Test
  void afterTooManyTriesTheWitnessIsNotSaidToBeMinimal() {
    Workload workload = Workloads.named("register", SHAPE);
    LaneHistory run = WorkloadStore.run(LANE, workload, Flaw.STALE, 1, 200);
    Shrink.Witness witness = Shrink.of(run.history(), ShrinkTest::notLinearizable, 3);
    assertFalse(witness.minimal());
    assertEquals(3, witness.tries());
    assertTrue(notLinearizable(witness.history()));
  }
}
