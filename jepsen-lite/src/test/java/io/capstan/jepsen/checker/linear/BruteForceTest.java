package io.capstan.jepsen.checker.linear;

import static io.capstan.jepsen.checker.linear.SmallHistories.Kind.info;
import static io.capstan.jepsen.checker.linear.SmallHistories.Kind.ok;
import static io.capstan.jepsen.checker.linear.SmallHistories.Kind.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.SmallHistories.Kind;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import io.capstan.runtime.Ticker;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All small histories, judged by the checker and by trying every order. */
class BruteForceTest {
  private static final int OPEN_MAX = 3;

  private static final List<Kind> REGISTER =
      List.of(
          ok("write", "1"),
          ok("write", "2"),
          info("write", "1"),
          info("write", "2"),
          told("read", null, null),
          told("read", null, "1"),
          told("read", null, "2"));

  private static final List<Kind> CAS =
      List.of(
          told("cas", "[1 2]", null),
          told("cas", "[1 2]", "false"),
          info("cas", "[1 2]"),
          told("cas", "[2 1]", null),
          told("cas", "[1 1]", null),
          told("cas", "[1 1]", "false"),
          info("cas", "[1 1]"),
          info("cas", "[nil 1]"));

  private long valid;
  private long invalid;

  @Test
  void registersOfUpToFourOperations() {
    all("register", REGISTER, 4);
  }

  @Test
  void compareAndSetOfUpToThreeOperations() {
    all("cas-register", Stream.concat(REGISTER.stream(), CAS.stream()).toList(), 3);
  }

  @Test
  void mutexesOfUpToFourOperations() {
    all(
        "mutex",
        List.of(
            ok("acquire", null), ok("release", null), info("acquire", null), info("release", null)),
        4);
  }

  @Test
  void countersOfUpToThreeOperations() {
    List<Kind> kinds =
        List.of(
            ok("add", "1"),
            ok("add", "2"),
            info("add", "1"),
            info("add", "-1"),
            told("increment", "1", "2"),
            told("read", null, "0"),
            told("read", null, "1"),
            told("read", null, "2"),
            told("read", null, "3"));
    all("counter", kinds, 3);
  }

  @Test
  void setsOfUpToFourOperations() {
    List<Kind> kinds =
        List.of(
            ok("add", "1"),
            ok("add", "2"),
            info("add", "1"),
            told("read", null, "[]"),
            told("read", null, "[1]"),
            told("read", null, "[2 1]"));
    all("set", kinds, 4);
  }

  @Test
  void keysWithAppendsOfUpToThreeOperations() {
    List<Kind> kinds =
        List.of(
            ok("append", "a"),
            ok("append", "b"),
            info("append", "a"),
            ok("put", "a"),
            info("put", "ab"),
            told("get", null, null),
            told("get", null, "a"),
            told("get", null, "ab"),
            told("get", null, "ba"));
    all("kv", kinds, 3);
  }

  @Test
  void listsOfUpToFourOperations() {
    List<Kind> kinds =
        List.of(
            ok("append", "1"),
            ok("append", "2"),
            info("append", "1"),
            told("read", null, "[]"),
            told("read", null, "[1 2]"),
            told("txn", "[[:append k 1]]", "[[:append k 1] [:r k [1]]]"));
    all("list-append", kinds, 3);
    List<Kind> withoutTransaction = kinds.subList(0, 5);
    all("list-append", withoutTransaction, 4);
  }

  private void all(String model, List<Kind> kinds, int operations) {
    Spec<?> spec = Specs.named(model, null);
    for (int count = 1; count <= operations; count++) {
      SmallHistories.forEach(kinds, count, OPEN_MAX, history -> agree(history, spec));
    }
    System.out.printf(
        "%s: %d histories in order, %d not; at most %d operations, %d at once, of %d kinds%n",
        model, valid, invalid, operations, OPEN_MAX, kinds.size());
    assertTrue(valid > 0 && invalid > 0, "all verdicts are the same");
  }

  private <T> void agree(History history, Spec<T> spec) {
    boolean expected = isLinearizable(history, spec);
    Verdict.Kind kind = expected ? Verdict.Kind.VALID : Verdict.Kind.INVALID;
    List<KeyFinding> findings = check(history, spec);
    assertEquals(kind, Linearizability.overall(findings).kind(), () -> history.events().toString());
    for (List<Call<T>> calls : Linearizability.callsByKey(history, spec).values()) {
      Verdict.Kind found = Search.run(calls, spec, budget()).kind();
      assertEquals(kind, found, () -> history.events().toString());
    }
    if (expected) {
      valid++;
    } else {
      invalid++;
      requireShortest(history, spec, findings);
    }
  }

  /** The witness fails by itself, and without its last event does not. */
  private static <T> void requireShortest(
      History history, Spec<T> spec, List<KeyFinding> findings) {
    KeyFinding failing =
        findings.stream()
            .filter(finding -> finding.witness().isPresent())
            .findFirst()
            .orElseThrow();
    int events = failing.witness().orElseThrow().failingEvents();
    assertEquals(false, isLinearizable(beginning(history, events), spec), "events " + events);
    assertEquals(true, isLinearizable(beginning(history, events - 1), spec), "events " + events);
  }

  private static History beginning(History history, int events) {
    return History.recorded(history.events().subList(0, events));
  }

  private static <T> boolean isLinearizable(History history, Spec<T> spec) {
    return Linearizability.callsByKey(history, spec).values().stream()
        .allMatch(calls -> BruteForce.isLinearizable(calls, spec));
  }

  private static <T> List<KeyFinding> check(History history, Spec<T> spec) {
    return Linearizability.check(history, spec, Bounds.usual(Ticker.system()));
  }

  private static Budget budget() {
    return new Budget(Bounds.usual(() -> 0), 1);
  }
}
