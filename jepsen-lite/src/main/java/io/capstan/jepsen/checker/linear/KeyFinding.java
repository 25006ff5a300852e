package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Optional;

/**
 * The judgement on one key.
 *
 * @param key empty: the history has no keys
 * @param operations how many of its operations were acknowledged or may have happened
 * @param method {@code zones} or {@code search}
 * @param steps of the search
 * @param witness what shows that it is INVALID
 */
public record KeyFinding(
    String key,
    Verdict verdict,
    int operations,
    String method,
    long steps,
    Optional<Witness> witness) {

  /**
   * Why no order exists.
   *
   * @param failingEvents the history fails already when it ends after so many events
   * @param shortest whether no shorter beginning of it fails; false: bounds were hit looking
   * @param conflict operations of that beginning that cannot be brought into one order
   */
  public record Witness(int failingEvents, boolean shortest, List<Operation> conflict) {
    public Witness {
      conflict = List.copyOf(conflict);
    }
  }
}
