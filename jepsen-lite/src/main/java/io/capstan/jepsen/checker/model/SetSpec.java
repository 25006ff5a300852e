package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets that only grow: {@code add} an element, {@code read} them all. */
record SetSpec() implements Spec<SetSpec.Step> {
  /** A step on a set. */
  sealed interface Step {}

  record Add(String element) implements Step {}

  record Read(Set<String> elements) implements Step {
    Read {
      elements = Set.copyOf(elements);
    }
  }

  /** The model as one would write it first. */
  record Naive() implements Model<Set<String>, Step> {
    @Override
    public Set<String> initial() {
      return Set.of();
    }

    @Override
    public @Nullable Set<String> step(Set<String> state, Step step) {
      if (step instanceof Read read) {
        return read.elements().equals(state) ? state : null;
      } else if (step instanceof Add add) {
        Set<String> after = new HashSet<>(state);
        after.add(add.element());
        return after;
      }
      throw new AssertionError("a new kind of step: " + step);
    }

    @Override
    public boolean observes(Step step) {
      return step instanceof Read;
    }
  }

  @Override
  public Map<String, Step> steps(Operation operation) {
    Event invoke = operation.invoke();
    return switch (invoke.operation()) {
      case "add" -> Map.of(invoke.key(), new Add(String.valueOf(invoke.value())));
      case "read", "get", "r" ->
          operation.acknowledged() && operation.end().value() != null
              ? Map.of(invoke.key(), read(operation.end()))
              : Map.of();
      default -> throw Values.unknownOperation("set", invoke.operation());
    };
  }

  private static Step read(Event end) {
    Set<String> elements = new HashSet<>();
    Values.items(end).forEach(item -> elements.add(String.valueOf(item)));
    return new Read(elements);
  }

  @Override
  public Model<?, Step> model(List<Step> steps) {
    return WatchedSet.of(steps);
  }

  @Override
  public Model<?, Step> naive() {
    return new Naive();
  }
}
