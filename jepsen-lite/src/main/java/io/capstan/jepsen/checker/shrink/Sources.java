package io.capstan.jepsen.checker.shrink;

import io.capstan.jepsen.checker.Elements;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which operations the answer to each rests on. A part of a history that has, with each operation,
 * those that its answer rests on breaks nothing that the whole keeps: what is missing is not seen
 * by anyone in it.
 */
final class Sources {
  private static final Set<String> READS = Set.of("read", "get", "r", "read-all");
  private static final Set<String> WRITES = Set.of("write", "put", "w", "write-all", "delete");
  private static final Set<String> ADDITIONS =
      Set.of("add", "append", "increment", "inc", "incr", "decrement", "dec");

  /** A value, or an element of one; of a key, all that ever changes it. */
  private record Trace(String key, String value, boolean all) {}

  private final List<Operation> operations;
  private final Set<String> summedKeys;
  private final Map<Trace, List<Integer>> makers = new HashMap<>();

  Sources(List<Operation> operations) {
    this.operations = operations;
    this.summedKeys =
        operations.stream()
            .map(Operation::invoke)
            .filter(invoke -> ADDITIONS.contains(invoke.operation()))
            .map(Event::key)
            .collect(Collectors.toSet());
    for (int i = 0; i < operations.size(); i++) {
      for (Trace trace : left(operations.get(i))) {
        makers.computeIfAbsent(trace, added -> new ArrayList<>()).add(i);
      }
    }
  }

  /** These operations, and all that their answers rest on, by their numbers. */
  BitSet with(BitSet some) {
    BitSet all = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    some.stream().forEach(open::push);
    Set<Trace> followed = new HashSet<>();
    while (!open.isEmpty()) {
      int number = open.pop();
      if (!all.get(number)) {
        all.set(number);
        for (Trace trace : seen(operations.get(number))) {
          if (followed.add(trace)) {
            makers.getOrDefault(trace, List.of()).forEach(open::push);
          }
        }
      }
    }
    return all;
  }

  /** What an operation leaves for others to see. */
  private static List<Trace> left(Operation operation) {
    Event invoke = operation.invoke();
    String verb = invoke.operation();
    String value = String.valueOf(invoke.value());
    if (READS.contains(verb)) {
      return List.of();
    } else if (WRITES.contains(verb) || ADDITIONS.contains(verb)) {
      String written = verb.equals("delete") ? String.valueOf((Object) null) : value;
      return List.of(one(invoke, written), all(invoke));
    } else if (verb.equals("cas")) {
      return List.of(one(invoke, pair(invoke).get(1)), all(invoke));
    }
    return List.of(all(invoke));
  }

  /** What its answer shows of others. */
  private List<Trace> seen(Operation operation) {
    Event invoke = operation.invoke();
    String verb = invoke.operation();
    if (READS.contains(verb)) {
      return operation.acknowledged() ? read(operation.end()) : List.of();
    } else if (verb.equals("cas")) {
      boolean missed = operation.acknowledged() && "false".equals(operation.end().value());
      return List.of(missed ? all(invoke) : one(invoke, pair(invoke).get(0)));
    } else if (WRITES.contains(verb) || (ADDITIONS.contains(verb) && !isSum(operation))) {
      return List.of();
    }
    return List.of(all(invoke));
  }

  private List<Trace> read(Event end) {
    String value = end.value();
    if (value != null && value.startsWith("[")) {
      return Elements.of(value).stream().map(element -> one(end, element)).toList();
    }
    boolean sum = value != null && summedKeys.contains(end.key());
    return List.of(sum ? all(end) : one(end, String.valueOf(value)));
  }

  /** Does it tell what an increment led to? */
  private static boolean isSum(Operation operation) {
    return operation.acknowledged()
        && operation.invoke().operation().startsWith("inc")
        && operation.end().value() != null;
  }

  private static List<String> pair(Event cas) {
    List<String> pair = Elements.of(cas.value());
    if (pair.size() != 2) {
      throw new IllegalArgumentException("a cas wants [from to], not " + cas.value());
    }
    return pair;
  }

  private static Trace one(Event event, String value) {
    return new Trace(event.key(), value, false);
  }

  private static Trace all(Event event) {
    return new Trace(event.key(), "", true);
  }
}
