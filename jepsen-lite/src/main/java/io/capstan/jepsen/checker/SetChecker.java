package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether every acknowledged {@code add} of a value is found at the end, and nothing that was never
 * added, or certainly was not. Every value is added once.
 *
 * @param acknowledged must be found
 * @param unknown may be found
 */
public record SetChecker(Set<String> acknowledged, Set<String> unknown) {
  private static final int SHOWN_MAX = 5;

  public SetChecker {
    acknowledged = Set.copyOf(acknowledged);
    unknown = Set.copyOf(unknown);
  }

  /**
   * Gathers what a history added.
   *
   * @throws IllegalArgumentException when a value was added twice
   */
  public static SetChecker of(List<Event> history) {
    Set<String> added = new HashSet<>();
    Set<String> acknowledged = new HashSet<>();
    Set<String> unknown = new HashSet<>();
    for (Operation operation : Operation.of(history)) {
      String value = operation.invoke().value();
      if (!operation.invoke().operation().equals("add") || value == null) {
        continue;
      }
      if (!added.add(value)) {
        throw new IllegalArgumentException("\"" + value + "\" was added twice");
      }
      if (operation.acknowledged()) {
        acknowledged.add(value);
      } else if (operation.unknown()) {
        unknown.add(value);
      }
    }
    return new SetChecker(acknowledged, unknown);
  }

  /** Judges what is there after the last add. */
  public Verdict check(Set<String> found) {
    Set<String> lost = minus(acknowledged, found);
    Set<String> alien = minus(minus(found, acknowledged), unknown);
    String reason =
        "%d acknowledged, %d unknown, %d found, %d lost%s, %d never added%s"
            .formatted(
                acknowledged.size(),
                unknown.size(),
                found.size(),
                lost.size(),
                some(lost),
                alien.size(),
                some(alien));
    if (!lost.isEmpty() || !alien.isEmpty()) {
      return new Verdict(Verdict.Kind.INVALID, reason);
    }
    return new Verdict(acknowledged.isEmpty() ? Verdict.Kind.UNKNOWN : Verdict.Kind.VALID, reason);
  }

  private static Set<String> minus(Set<String> from, Set<String> removed) {
    Set<String> left = new TreeSet<>(from);
    left.removeAll(removed);
    return left;
  }

  private static String some(Set<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream().limit(SHOWN_MAX).collect(Collectors.joining(", ", " (", ")"));
  }
}
