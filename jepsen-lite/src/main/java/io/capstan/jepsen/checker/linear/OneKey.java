package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.TextSpec;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the calls on one key, and finds the shortest beginning that fails.
 *
 * @param calls in the order of their starts
 */
record OneKey<T>(String key, List<Call<T>> calls, Spec<T> spec, Bounds bounds, long endNanos) {
  private record Judged(Finding finding, String method, long steps) {}

  KeyFinding judge() {
    Judged judged = judge(calls);
    Finding finding = judged.finding();
    if (finding.kind() != Verdict.Kind.INVALID) {
      String reason =
          finding.kind() == Verdict.Kind.UNKNOWN
              ? finding.reason()
              : calls.size() + " operations can be brought into one order";
      return found(judged, new Verdict(finding.kind(), reason), Optional.empty());
    }
    return shortest(judged);
  }

  private KeyFinding found(Judged judged, Verdict verdict, Optional<KeyFinding.Witness> witness) {
    return new KeyFinding(key, verdict, calls.size(), judged.method(), judged.steps(), witness);
  }

  private Judged judge(List<Call<T>> some) {
    Optional<Finding> zones =
        spec instanceof TextSpec text ? Zones.judge(some, text.initial()) : Optional.empty();
    if (zones.isPresent()) {
      return new Judged(zones.get(), "zones", 0);
    }
    Budget budget = new Budget(bounds, endNanos);
    Finding finding = Search.run(some, spec, budget);
    return new Judged(finding, "search", budget.steps());
  }

  /**
   * A beginning of what can be ordered can be ordered, so the shortest that fails is found by
   * halving. The first guess is where the search was stuck.
   */
  private KeyFinding shortest(Judged whole) {
    List<Integer> ends = calls.stream().filter(Call::required).map(Call::finish).sorted().toList();
    int high = ends.size() - 1;
    int low = (int) ends.stream().filter(end -> end < whole.finding().reached()).count();
    Finding failing = whole.finding();
    int guess = low;
    boolean certain = true;
    while (low < high) {
      Finding finding = judge(until(ends.get(guess))).finding();
      certain &= finding.kind() != Verdict.Kind.UNKNOWN;
      if (finding.kind() == Verdict.Kind.INVALID) {
        failing = finding;
        high = guess;
      } else {
        low = guess + 1;
      }
      guess = (low + high) >>> 1;
    }
    var witness = new KeyFinding.Witness(ends.get(high) + 1, certain, failing.conflict());
    Verdict verdict = new Verdict(Verdict.Kind.INVALID, failing.reason());
    return found(whole, verdict, Optional.of(witness));
  }

  /** What was known at a place of the history: what ends later is still open. */
  private List<Call<T>> until(int place) {
    List<Call<T>> known = new ArrayList<>();
    for (Call<T> call : calls) {
      if (call.finish() <= place) {
        known.add(call);
      } else if (call.start() < place) {
        Operation open = call.operation().stillOpen();
        T step = spec.steps(open).get(key);
        if (step != null) {
          known.add(new Call<>(open, step));
        }
      }
    }
    return known;
  }
}
