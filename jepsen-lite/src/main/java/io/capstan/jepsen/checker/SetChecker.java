package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether every acknowledged {@code add} or {@code append} of a value is found at the end, and
 * nothing that was never added, or certainly was not. Every value is added once.
 *
 * @param acknowledged must be found
 * @param unknown may be found
 */
public record SetChecker(Set<String> acknowledged, Set<String> unknown) {
  private static final int SHOWN_MAX = 5;
  private static final Set<String> ADDS = Set.of("add", "append");

  public SetChecker {
    acknowledged = Set.copyOf(acknowledged);
    unknown = Set.copyOf(unknown);
  }

  /**
   * Gathers what a history added, whatever the keys.
   *
   * @throws IllegalArgumentException when a value was added twice
   */
  public static SetChecker of(List<Operation> operations) {
    Set<String> added = new HashSet<>();
    Set<String> acknowledged = new HashSet<>();
    Set<String> unknown = new HashSet<>();
    for (Operation operation : operations) {
      String value = operation.invoke().value();
      if (!ADDS.contains(operation.invoke().operation()) || value == null) {
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

  /** The same for each key by itself. */
  public static Map<String, SetChecker> byKey(List<Operation> operations) {
    Map<String, SetChecker> byKey = new TreeMap<>();
    operations.stream()
        .collect(Collectors.groupingBy(operation -> operation.invoke().key()))
        .forEach((key, onKey) -> byKey.put(key, of(onKey)));
    return byKey;
  }

  /** What was acknowledged and is not found. */
  public Set<String> lost(Set<String> found) {
    return minus(acknowledged, found);
  }

  /** What is found and was never added, or certainly was not. */
  public Set<String> alien(Set<String> found) {
    return minus(minus(found, acknowledged), unknown);
  }

  /** Judges what is there after the last add. */
  public Verdict check(Set<String> found) {
    Set<String> lost = lost(found);
    Set<String> alien = alien(found);
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
