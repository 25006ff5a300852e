package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether all operations of a history, over all keys, have one order that keeps each
 * process's own (Lamport 1979). What never ended may be anywhere in it, or nowhere.
 *
 * <p>They have when every key is linearizable, and have not when one key alone has no such order.
 * Else all keys must be searched at once, and that often ends as UNKNOWN. The search goes depth
 * first and is led by when operations ended, as an order close to that is the likeliest. As in
 * {@link Search}, what only observes is taken as soon as it may be.
 */
public final class SequentialConsistency {
  private SequentialConsistency() {}

  /**
   * Judges a history.
   *
   * @throws io.capstan.jepsen.history.MalformedHistoryException for a history that cannot be, or an
   *     operation that the spec does not know
   */
  public static <T> Verdict check(History history, Spec<T> spec, Bounds bounds) {
    return check(history, spec, Linearizability.check(history, spec, bounds), bounds);
  }

  /**
   * Judges a history of which it is known whether each key is linearizable.
   *
   * @param findings on all keys
   */
  public static <T> Verdict check(
      History history, Spec<T> spec, List<KeyFinding> findings, Bounds bounds) {
    Map<String, List<Call<T>>> calls = Linearizability.callsByKey(history, spec);
    boolean oneKeyEach =
        history.operations().stream()
            .filter(one -> one.end().type() != Event.Type.FAIL)
            .allMatch(one -> spec.steps(one).size() < 2);
    if (oneKeyEach && Linearizability.overall(findings).isValid()) {
      return new Verdict(Verdict.Kind.VALID, "every key is linearizable");
    }
    long endNanos = bounds.analysisEndNanos();
    for (String key : calls.keySet()) {
      Verdict alone = walk(history, spec, Map.of(key, calls.get(key)), bounds, endNanos);
      if (alone.kind() == Verdict.Kind.INVALID) {
        return new Verdict(Verdict.Kind.INVALID, "key " + key + ": " + alone.reason());
      }
    }
    return walk(history, spec, calls, bounds, endNanos);
  }

  /** Searches among the operations on some keys. */
  private static <T> Verdict walk(
      History history,
      Spec<T> spec,
      Map<String, List<Call<T>>> calls,
      Bounds bounds,
      long endNanos) {
    Keys<T> keys = new Keys<>(calls, spec);
    List<List<Move>> lines = new ArrayList<>(keys.lines(history, spec));
    return new Walk(keys.transitions, lines, new Budget(bounds, endNanos)).run();
  }

  /**
   * One operation.
   *
   * @param keys that it is on
   * @param steps on each of the keys
   */
  private record Move(List<Integer> keys, List<Integer> steps, boolean observes, int finish) {
    boolean required() {
      return finish != Operation.NEVER;
    }
  }

  /** Numbers for keys and for the steps on each. */
  private static final class Keys<T> {
    private final Map<String, Integer> numbers = new TreeMap<>();
    private final List<Transitions<?, T>> transitions = new ArrayList<>();

    Keys(Map<String, List<Call<T>>> calls, Spec<T> spec) {
      calls.forEach(
          (key, onKey) -> {
            numbers.put(key, transitions.size());
            transitions.add(new Transitions<>(spec.model(onKey.stream().map(Call::step).toList())));
          });
    }

    /** The moves of each process in its order; what never ended stands alone. */
    Collection<List<Move>> lines(History history, Spec<T> spec) {
      Map<Integer, List<Move>> lines = new TreeMap<>();
      for (Operation operation : history.operations()) {
        boolean failed = operation.end().type() == Event.Type.FAIL;
        Map<String, T> steps = new TreeMap<>(failed ? Map.of() : spec.steps(operation));
        steps.keySet().retainAll(numbers.keySet());
        if (!steps.isEmpty()) {
          int line = operation.unknown() ? ~operation.start() : operation.invoke().process();
          lines.computeIfAbsent(line, added -> new ArrayList<>()).add(move(operation, steps));
        }
      }
      return lines.values();
    }

    private Move move(Operation operation, Map<String, T> steps) {
      List<Integer> keys = new ArrayList<>();
      List<Integer> numbered = new ArrayList<>();
      boolean observes = true;
      for (Map.Entry<String, T> step : steps.entrySet()) {
        int key = numbers.getOrDefault(step.getKey(), -1);
        int number = transitions.get(key).number(step.getValue());
        observes &= transitions.get(key).observes(number);
        keys.add(key);
        numbered.add(number);
      }
      return new Move(keys, numbered, observes, operation.finish());
    }
  }

  /** How far each process has come, and what each key holds then; its arrays are never changed. */
  private static final class Place {
    private final int[] next;
    private final int[] states;

    Place(int[] next, int[] states) {
      this.next = next;
      this.states = states;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && Arrays.equals(next, place.next)
          && Arrays.equals(states, place.states);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(next) + Arrays.hashCode(states);
    }
  }

  private static final class Walk {
    private final List<? extends Transitions<?, ?>> transitions;
    private final List<List<Move>> lines;
    private final Budget budget;
    private final Deque<Place> toVisit = new ArrayDeque<>();
    private final Set<Place> visited = new HashSet<>();

    Walk(List<? extends Transitions<?, ?>> transitions, List<List<Move>> lines, Budget budget) {
      this.transitions = transitions;
      this.lines = lines;
      this.budget = budget;
    }

    Verdict run() {
      long words = ((long) lines.size() + transitions.size()) / 2 + 8;
      toVisit.push(observed(new int[lines.size()], new int[transitions.size()]));
      while (!toVisit.isEmpty()) {
        Place place = toVisit.pop();
        if (isEnd(place)) {
          return new Verdict(Verdict.Kind.VALID, "all operations can be brought into one order");
        }
        if (!budget.step() || !budget.words(words * (visited.size() + toVisit.size()))) {
          return new Verdict(Verdict.Kind.UNKNOWN, "gave up: " + budget.exhausted());
        }
        if (visited.add(place)) {
          goOn(place);
        }
      }
      return new Verdict(
          Verdict.Kind.INVALID, "no order of all operations keeps that of every process");
    }

    private boolean isEnd(Place place) {
      for (int line = 0; line < lines.size(); line++) {
        int next = place.next[line];
        if (next < lines.get(line).size() && lines.get(line).get(next).required()) {
          return false;
        }
      }
      return true;
    }

    /** What ended last is pushed first, so that it is visited last. */
    private void goOn(Place place) {
      List<Integer> order = new ArrayList<>();
      for (int line = 0; line < lines.size(); line++) {
        if (place.next[line] < lines.get(line).size()) {
          order.add(line);
        }
      }
      order.sort((a, b) -> Integer.compare(head(place, b).finish(), head(place, a).finish()));
      for (int line : order) {
        int[] states = after(head(place, line), place.states);
        boolean useless = !head(place, line).required() && Arrays.equals(states, place.states);
        if (states.length > 0 && !useless) {
          int[] next = place.next.clone();
          next[line]++;
          toVisit.push(observed(next, states));
        }
      }
    }

    private Move head(Place place, int line) {
      return lines.get(line).get(place.next[line]);
    }

    /** Takes all that may come now and only observes; changes the array of places. */
    private Place observed(int[] next, int[] states) {
      for (int line = 0; line < lines.size(); line++) {
        List<Move> moves = lines.get(line);
        while (next[line] < moves.size()
            && moves.get(next[line]).observes()
            && after(moves.get(next[line]), states).length > 0) {
          next[line]++;
        }
      }
      return new Place(next, states);
    }

    /** The states after a move; empty when a key refuses it. */
    private int[] after(Move move, int[] states) {
      int[] after = states.clone();
      for (int i = 0; i < move.keys().size(); i++) {
        int key = move.keys().get(i);
        after[key] = transitions.get(key).next(after[key], move.steps().get(i));
        if (after[key] == Transitions.REFUSED) {
          return new int[0];
        }
      }
      return after;
    }
  }
}
