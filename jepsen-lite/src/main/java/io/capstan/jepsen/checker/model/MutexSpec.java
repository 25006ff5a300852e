package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.TextStep.CompareAndSet;
import io.capstan.jepsen.checker.model.TextStep.Outcome;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;

/** A lock: a register that is compared and set between free and held. */
record MutexSpec() implements Spec<TextStep> {
  private static final String FREE = "free";
  private static final String HELD = "held";

  @Override
  public Map<String, TextStep> steps(Operation operation) {
    Outcome outcome = operation.acknowledged() ? Outcome.SWAPPED : Outcome.UNKNOWN;
    TextStep step =
        switch (operation.invoke().operation()) {
          case "acquire", "lock" -> new CompareAndSet(FREE, HELD, outcome);
          case "release", "unlock" -> new CompareAndSet(HELD, FREE, outcome);
          default -> throw Values.unknownOperation("mutex", operation.invoke().operation());
        };
    return Map.of(operation.invoke().key(), step);
  }

  @Override
  public Model<?, TextStep> model(List<TextStep> steps) {
    return naive();
  }

  @Override
  public Model<?, TextStep> naive() {
    return new TextModel(FREE, null);
  }
}
