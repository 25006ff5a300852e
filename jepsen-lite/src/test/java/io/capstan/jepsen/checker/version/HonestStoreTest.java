package io.capstan.jepsen.checker.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.SequentialConsistency;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is linearizable keeps every weaker promise; failures name the seed. */
class HonestStoreTest {
  private static final int HISTORIES = 300;

  /** Values are written once, or there are so few of them that a read may be of several writes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void noJudgementAccusesALinearizableStore(int values) {
    int judged = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      History history =
          SimulatedStore.history(
              new Random(seed), SimulatedStore.register(values), "nil", 60, 4, 3);
      SessionGuarantees found = SessionGuarantees.of(history.operations(), false);
      List<Verdict> verdicts =
          List.of(
              found.readYourWrites(),
              found.monotonicReads(),
              found.monotonicWrites(),
              found.writesFollowReads(),
              QuietState.of(history.operations(), history.events().size(), read -> true).worst());
      for (Verdict verdict : verdicts) {
        assertNotEquals(Verdict.Kind.INVALID, verdict.kind(), "seed " + seed + verdict);
        judged += verdict.kind() == Verdict.Kind.VALID ? 1 : 0;
      }
      Staleness staleness = Staleness.of(history);
      assertEquals(Duration.ZERO, staleness.quantile(1), "seed " + seed);
      assertEquals(1, staleness.versions(), "seed " + seed);
    }
    assertTrue(judged > HISTORIES * 2, judged + " verdicts are VALID");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aLinearizableStoreIsSequentiallyConsistent(int values) {
    for (int seed = 0; seed < HISTORIES / 3; seed++) {
      History history =
          SimulatedStore.history(
              new Random(seed), SimulatedStore.register(values), "nil", 60, 4, 3);
      Verdict verdict =
          SequentialConsistency.check(
              history,
              Specs.named("register", null),
              new Bounds(100_000, 1 << 24, () -> 0, Duration.ofDays(1)));
      assertEquals(Verdict.Kind.VALID, verdict.kind(), "seed " + seed + verdict);
    }
  }
}
