package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges whether every key of a history behaves as if each operation took effect at one moment
 * between its request and its answer. What never ended may take effect at any later time, or never;
 * what failed has none.
 */
public final class Linearizability {
  private Linearizability() {}

  /**
   * Judges a history.
   *
   * @return for each key in alphabetic order
   * @throws MalformedHistoryException for a history that cannot be, or an operation that the spec
   *     does not know
   */
  public static <T> List<KeyFinding> check(History history, Spec<T> spec, Bounds bounds) {
    long endNanos = bounds.analysisEndNanos();
    List<KeyFinding> findings = new ArrayList<>();
    callsByKey(history, spec)
        .forEach(
            (key, calls) -> findings.add(new OneKey<>(key, calls, spec, bounds, endNanos).judge()));
    return findings;
  }

  /** The worst verdict of all keys; VALID when there is none. */
  public static Verdict overall(List<KeyFinding> findings) {
    return Verdict.worst(findings.stream().map(KeyFinding::verdict).toList());
  }

  static <T> Map<String, List<Call<T>>> callsByKey(History history, Spec<T> spec) {
    Map<String, List<Call<T>>> byKey = new TreeMap<>();
    for (Operation operation : history.operations()) {
      if (operation.end().type() != Event.Type.FAIL) {
        steps(history, spec, operation)
            .forEach(
                (key, step) ->
                    byKey
                        .computeIfAbsent(key, added -> new ArrayList<>())
                        .add(new Call<>(operation, step)));
      }
    }
    return byKey;
  }

  private static <T> Map<String, T> steps(History history, Spec<T> spec, Operation operation) {
    try {
      return spec.steps(operation);
    } catch (IllegalArgumentException e) {
      throw history.refusal(operation.start(), String.valueOf(e.getMessage()));
    }
  }
}
