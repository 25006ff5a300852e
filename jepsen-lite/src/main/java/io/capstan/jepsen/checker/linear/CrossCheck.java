package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.TextSpec;
import io.capstan.jepsen.history.History;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What every way to judge the calls on one key says of them.
 *
 * @param key empty: the history has no keys
 * @param verdicts by the name of the way: {@code search} always, {@code naive} (the search with a
 *     model that knows nothing beforehand) always, {@code zones} where they apply, {@code orders}
 *     (every order tried) when asked for
 */
public record CrossCheck(String key, Map<String, Verdict.Kind> verdicts) {
  public CrossCheck {
    verdicts = Map.copyOf(verdicts);
  }

  /**
   * Judges a history in all ways.
   *
   * @param bounds of each search
   * @param orders whether every order is tried as well, in a time that grows as the factorial of
   *     the number of operations
   * @return for each key in alphabetic order
   */
  public static <T> List<CrossCheck> of(
      History history, Spec<T> spec, Bounds bounds, boolean orders) {
    return Linearizability.callsByKey(history, spec).entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue(), spec, bounds, orders))
        .toList();
  }

  private static <T> CrossCheck of(
      String key, List<Call<T>> calls, Spec<T> spec, Bounds bounds, boolean orders) {
    Map<String, Verdict.Kind> verdicts = new TreeMap<>();
    verdicts.put("search", Search.run(calls, spec, budget(bounds)).kind());
    verdicts.put("naive", Search.run(calls, spec.naive(), budget(bounds)).kind());
    if (spec instanceof TextSpec text) {
      Zones.judge(calls, text.initial()).ifPresent(found -> verdicts.put("zones", found.kind()));
    }
    if (orders) {
      boolean possible = BruteForce.isLinearizable(calls, spec);
      verdicts.put("orders", possible ? Verdict.Kind.VALID : Verdict.Kind.INVALID);
    }
    return new CrossCheck(key, verdicts);
  }

  private static Budget budget(Bounds bounds) {
    return new Budget(bounds, bounds.analysisEndNanos());
  }

  /** Whether no two of those that know say different things. */
  public boolean agrees() {
    return known().count() <= 1;
  }

  /** What all that know say; UNKNOWN when none knows, or they do not agree. */
  public Verdict.Kind agreed() {
    return agrees() ? known().findFirst().orElse(Verdict.Kind.UNKNOWN) : Verdict.Kind.UNKNOWN;
  }

  private Stream<Verdict.Kind> known() {
    return verdicts.values().stream().filter(kind -> kind != Verdict.Kind.UNKNOWN).distinct();
  }
}
