package io.capstan.jepsen.checker.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Model;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequentialConsistencyTest {
  private static final Bounds USUAL = Bounds.usual(() -> 0);

  /** One operation after another; what is read stands with the read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Stale for another process, which is no breach.
        "0 w x 1; 1 r x nil|VALID",
        "0 w x 1; 1 r x 1; 1 r x nil|INVALID",
        "0 w x 1; 0 r x nil|INVALID",
        // Two readers see two writes in different orders.
        "0 w x 1; 1 w x 2; 2 r x 1; 2 r x 2; 3 r x 2; 3 r x 1|INVALID",
        "0 w x 1; 1 w x 2; 2 r x 1; 2 r x 2; 3 r x 1; 3 r x 2|VALID",
        // Each key by itself is in order, both together are not.
        "0 w x 1; 1 w y 1; 0 r y nil; 1 r x nil|INVALID",
        "0 w x 1; 1 w y 1; 0 r y nil; 1 r x 1|VALID",
        "0 w x 1; 0 w y 2; 1 r y 2; 1 r x nil|INVALID",
      })
  void oneOrderKeepsThatOfEveryProcess(String operations, Verdict.Kind kind) {
    StringBuilder events = new StringBuilder();
    for (String operation : operations.split("; ", -1)) {
      String[] words = operation.split(" ", -1);
      String asked = words[1].equals("r") ? "nil" : words[3];
      String name = String.join(" ", words[1], words[2]);
      events.append(
          "%s i %s %s; %s ok %s %s; ".formatted(words[0], name, asked, words[0], name, words[3]));
    }
    History history = HistoryText.of(events.substring(0, events.length() - 2));
    assertEquals(kind, check(history, USUAL).kind());
  }

  @Test
  void whatNeverEndedMayBeAnywhere() {
    String write = "0 i w x 1; 0 info w x 1; ";
    assertEquals(
        Verdict.Kind.VALID, check(HistoryText.of(write + "1 i r x nil; 1 ok r x 1"), USUAL).kind());
    assertEquals(
        Verdict.Kind.VALID,
        check(HistoryText.of(write + "0 i r x nil; 0 ok r x nil"), USUAL).kind());
    assertEquals(
        Verdict.Kind.INVALID,
        check(HistoryText.of(write + "1 i r x nil; 1 ok r x 2"), USUAL).kind());
  }

  @Test
  void aSearchThatHitsABoundIsUnknown() {
    Random random = new Random(1);
    History history = SimulatedStore.history(random, SimulatedStore.register(3), "0", 200, 8);
    Verdict verdict =
        SequentialConsistency.check(
            history,
            Specs.named("register", "0"),
            new Bounds(10, 1 << 20, () -> 0, Duration.ofDays(1)));
    assertEquals(Verdict.Kind.UNKNOWN, verdict.kind());
    assertTrue(verdict.reason().contains("more than 10 steps"), verdict.reason());
  }

  @Test
  void itAgreesWithTryingEveryOrder() {
    Map<Verdict.Kind, Integer> counts = new EnumMap<>(Verdict.Kind.class);
    for (int seed = 0; seed < 3_000; seed++) {
      History history = random(new Random(seed));
      Spec<?> spec = Specs.named("register", null);
      Verdict.Kind kind = check(history, USUAL).kind();
      boolean expected = isSequential(history, spec);
      assertEquals(expected ? Verdict.Kind.VALID : Verdict.Kind.INVALID, kind, "seed " + seed);
      counts.merge(kind, 1, Integer::sum);
    }
    assertTrue(counts.values().stream().allMatch(count -> count > 300), counts.toString());
  }

  /** Three processes with two operations each, on two keys. */
  private static History random(Random random) {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      int process = i % 3;
      String key = random.nextBoolean() ? "x" : "y";
      boolean read = random.nextInt(3) > 0;
      String value = read && random.nextInt(3) == 0 ? "nil" : String.valueOf(random.nextInt(2));
      String verb = read ? "r" : "w";
      String end = !read && random.nextInt(5) == 0 ? "info" : "ok";
      events.append(
          "%d i %s %s %s; %d %s %s %s %s; "
              .formatted(process, verb, key, read ? "nil" : value, process, end, verb, key, value));
    }
    return HistoryText.of(events.substring(0, events.length() - 2));
  }

  private static <T> boolean isSequential(History history, Spec<T> spec) {
    return canGoOn(history.operations(), spec, spec.naive(), new HashMap<>());
  }

  private static <S, T> boolean canGoOn(
      List<Operation> left, Spec<T> spec, Model<S, T> model, Map<String, S> states) {
    if (left.stream().noneMatch(Operation::acknowledged)) {
      return true;
    }
    for (Operation next : left) {
      boolean tooEarly =
          left.stream()
              .anyMatch(
                  other ->
                      other.acknowledged()
                          && other.start() < next.start()
                          && other.invoke().process() == next.invoke().process());
      Map<String, S> after = new HashMap<>(states);
      boolean allowed = !(tooEarly && next.acknowledged());
      for (Map.Entry<String, T> step : spec.steps(next).entrySet()) {
        S state = after.getOrDefault(step.getKey(), model.initial());
        S then = allowed ? model.step(state, step.getValue()) : null;
        allowed = then != null;
        if (then != null) {
          after.put(step.getKey(), then);
        }
      }
      List<Operation> others = new ArrayList<>(left);
      others.remove(next);
      if (allowed && canGoOn(others, spec, model, after)) {
        return true;
      }
    }
    return false;
  }

  private static Verdict check(History history, Bounds bounds) {
    return SequentialConsistency.check(history, Specs.named("register", null), bounds);
  }
}
