package io.capstan.jepsen.checker.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.SpoiltHistories;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import io.capstan.runtime.Ticker;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories of a store that is right, as they are and spoilt; failures name the seed. */
class RandomHistoriesTest {
  private static final int HISTORIES = 1_000;
  private static final int OPERATIONS = 40;
  private static final int AT_ONCE = 5;

  @Test
  void zonesAndSearchAgreeOnValuesWrittenOnce() {
    Map<Verdict.Kind, Integer> counts = new EnumMap<>(Verdict.Kind.class);
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      History history = store(random, SimulatedStore.register(0), "0");
      agreeOnZones(history, seed, counts);
      agreeOnZones(SpoiltHistories.spoilt(history, random), seed, counts);
    }
    assertTrue(counts.values().stream().allMatch(count -> count > HISTORIES / 4), "" + counts);
  }

  private static void agreeOnZones(History history, int seed, Map<Verdict.Kind, Integer> counts) {
    Linearizability.callsByKey(history, Specs.named("register", "0"))
        .forEach(
            (key, calls) -> {
              Verdict.Kind zones = Zones.judge(calls, "0").orElseThrow().kind();
              Spec<?> spec = Specs.named("register", "0");
              assertEquals(searched(history, spec, false), zones, "seed " + seed);
              counts.merge(zones, 1, Integer::sum);
            });
  }

  @Test
  void whatAModelKnowsBeforehandChangesNoVerdict() {
    for (int seed = 0; seed < HISTORIES / 2; seed++) {
      Random random = new Random(seed);
      agree(store(random, SimulatedStore.register(3), "0"), "register", "0", random, seed);
      agree(store(random, SimulatedStore.key(), ""), "kv", "", random, seed);
      agree(store(random, SimulatedStore.set(), "[]"), "set", null, random, seed);
    }
  }

  private static void agree(
      History history, String model, @Nullable String initial, Random random, int seed) {
    Spec<?> spec = Specs.named(model, initial);
    assertEquals(Verdict.Kind.VALID, searched(history, spec, true), model + " seed " + seed);
    assertEquals(Verdict.Kind.VALID, searched(history, spec, false), model + " seed " + seed);
    History spoilt = SpoiltHistories.spoilt(history, random);
    assertEquals(
        searched(spoilt, spec, true), searched(spoilt, spec, false), model + " seed " + seed);
  }

  /** Percent; what goes unseen is mostly a legal history again, as when nobody read the write. */
  @ParameterizedTest
  @CsvSource({"0, 90, 40", "3, 55, 10"})
  void spoiltHistoriesAreCaught(int values, int swappedMin, int droppedMin) {
    double swapped = caught(values, SpoiltHistories::withTwoReadsSwapped);
    double dropped = caught(values, SpoiltHistories::withoutAWrite);
    System.out.printf(
        "%s: caught %.1f %% of two reads swapped, %.1f %% of a write dropped%n",
        values == 0 ? "every value written once" : values + " values", swapped, dropped);
    assertTrue(swapped > swappedMin, swapped + " %");
    assertTrue(dropped > droppedMin, dropped + " %");
  }

  private interface Spoil {
    History spoil(History history, Random random);
  }

  private static double caught(int values, Spoil spoil) {
    int caught = 0;
    int tried = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      History good = store(random, SimulatedStore.register(values), "0");
      History spoilt = spoil.spoil(good, random);
      if (!spoilt.equals(good)) {
        tried++;
        var findings =
            Linearizability.check(
                spoilt, Specs.named("register", "0"), Bounds.usual(Ticker.system()));
        caught += Linearizability.overall(findings).kind() == Verdict.Kind.INVALID ? 1 : 0;
      }
    }
    assertTrue(tried > HISTORIES / 2, tried + " could be spoilt");
    return 100.0 * caught / tried;
  }

  private static History store(Random random, SimulatedStore.Behaviour behaviour, String initial) {
    return SimulatedStore.history(random, behaviour, initial, OPERATIONS, AT_ONCE);
  }

  private static <T> Verdict.Kind searched(History history, Spec<T> spec, boolean naive) {
    Verdict.Kind worst = Verdict.Kind.VALID;
    for (List<Call<T>> calls : Linearizability.callsByKey(history, spec).values()) {
      Budget budget = new Budget(Bounds.usual(() -> 0), 1);
      Finding finding =
          naive ? Search.run(calls, spec.naive(), budget) : Search.run(calls, spec, budget);
      worst = finding.kind().compareTo(worst) > 0 ? finding.kind() : worst;
    }
    return worst;
  }
}
