package io.capstan.jepsen.checker.model;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step on something that holds one text, or nothing, which is null. */
public sealed interface TextStep {
  /** Was told this value. */
  record Read(@Nullable String value) implements TextStep {}

  record Write(@Nullable String value) implements TextStep {}

  /** Compared, and wrote if it matched. */
  record CompareAndSet(@Nullable String from, @Nullable String to, Outcome outcome)
      implements TextStep {}

  /** Adds to the end; nothing counts as the empty text. */
  record Append(String value) implements TextStep {}

  /** Several at once. */
  record All(List<TextStep> steps) implements TextStep {
    public All {
      steps = List.copyOf(steps);
    }
  }

  /** What a compare-and-set was told. */
  enum Outcome {
    SWAPPED,
    MISSED,
    UNKNOWN
  }

  /** This one, or what it consists of. */
  default Stream<TextStep> single() {
    return this instanceof All all ? all.steps().stream() : Stream.of(this);
  }
}
