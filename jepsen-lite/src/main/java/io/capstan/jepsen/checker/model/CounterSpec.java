package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counters that start at 0. The value of an {@code add} or {@code decrement} is what it changes by;
 * an {@code increment} may moreover be told the sum after it.
 */
record CounterSpec() implements Spec<CounterSpec.Step> {
  /** A step on a counter. */
  sealed interface Step {}

  record Add(long delta, @Nullable Long sum) implements Step {}

  record Read(long value) implements Step {}

  /** The model. */
  record Counter() implements Model<Long, Step> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public @Nullable Long step(Long state, Step step) {
      if (step instanceof Add add) {
        Long sum = state + add.delta();
        return add.sum() == null || add.sum().equals(sum) ? sum : null;
      } else if (step instanceof Read read) {
        return state == read.value() ? state : null;
      }
      throw new AssertionError("a new kind of step: " + step);
    }

    @Override
    public boolean observes(Step step) {
      return step instanceof Read || (step instanceof Add add && add.delta() == 0);
    }
  }

  @Override
  public Map<String, Step> steps(Operation operation) {
    Event invoke = operation.invoke();
    boolean told = operation.acknowledged() && operation.end().value() != null;
    return switch (invoke.operation()) {
      case "add" -> Map.of(invoke.key(), new Add(delta(invoke), null));
      case "decrement", "dec" -> Map.of(invoke.key(), new Add(-delta(invoke), null));
      case "increment", "inc", "incr" ->
          Map.of(
              invoke.key(), new Add(delta(invoke), told ? Values.number(operation.end()) : null));
      case "read", "get", "r" ->
          told ? Map.of(invoke.key(), new Read(Values.number(operation.end()))) : Map.of();
      default -> throw Values.unknownOperation("counter", invoke.operation());
    };
  }

  private static long delta(Event invoke) {
    return invoke.value() == null ? 1 : Values.number(invoke);
  }

  @Override
  public Model<?, Step> model(List<Step> steps) {
    return naive();
  }

  @Override
  public Model<?, Step> naive() {
    return new Counter();
  }
}
