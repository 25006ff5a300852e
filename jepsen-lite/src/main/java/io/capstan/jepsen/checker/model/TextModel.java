package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.TextStep.All;
import io.capstan.jepsen.checker.model.TextStep.Append;
import io.capstan.jepsen.checker.model.TextStep.CompareAndSet;
import io.capstan.jepsen.checker.model.TextStep.Outcome;
import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.checker.model.TextStep.Write;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds one text or nothing: a register, a mutex, a key, a list of elements that end in a
 * separator.
 */
final class TextModel implements Model<TextModel.State, TextStep> {
  /** What it holds. */
  sealed interface State {}

  record Holds(@Nullable String value) implements State {
    @Override
    public String toString() {
      return value == null ? "nil" : '"' + value + '"';
    }
  }

  /** Any value that nobody will read or compare with before it is overwritten. */
  enum Unwatched implements State {
    UNWATCHED
  }

  private final @Nullable String initial;

  /** Null: every value is kept. */
  private final @Nullable Watched watched;

  TextModel(@Nullable String initial, @Nullable Watched watched) {
    this.initial = initial;
    this.watched = watched;
  }

  @Override
  public State initial() {
    return new Holds(initial);
  }

  @Override
  public @Nullable State step(State state, TextStep step) {
    if (step instanceof Read read) {
      return holds(state, read.value()) ? state : null;
    } else if (step instanceof Write write) {
      return holding(write.value());
    } else if (step instanceof CompareAndSet cas) {
      return compareAndSet(state, cas);
    } else if (step instanceof Append append) {
      return append(state, append.value());
    } else if (step instanceof All all) {
      return all(state, all);
    }
    throw new AssertionError("a new kind of step: " + step);
  }

  @Override
  public boolean observes(TextStep step) {
    return step.single().allMatch(TextModel::reads);
  }

  private static boolean reads(TextStep step) {
    return step instanceof Read
        || (step instanceof CompareAndSet cas
            && (cas.outcome() == Outcome.MISSED || Objects.equals(cas.from(), cas.to())));
  }

  private static boolean holds(State state, @Nullable String value) {
    return state instanceof Holds holds && Objects.equals(holds.value(), value);
  }

  private State holding(@Nullable String value) {
    boolean kept = watched == null || watched.mayBecomeKnown(value);
    return kept ? new Holds(value) : Unwatched.UNWATCHED;
  }

  private @Nullable State compareAndSet(State state, CompareAndSet cas) {
    boolean matches = holds(state, cas.from());
    return switch (cas.outcome()) {
      case SWAPPED -> matches ? holding(cas.to()) : null;
      case MISSED -> matches ? null : state;
      case UNKNOWN -> matches ? holding(cas.to()) : state;
    };
  }

  private @Nullable State append(State state, String value) {
    if (!(state instanceof Holds holds)) {
      return state;
    }
    String before = holds.value() == null ? "" : holds.value();
    State after = holding(before + value);
    // What only grows and has not grown to what is read cannot become that any more.
    boolean lost = watched != null && watched.onlyGrows() && before.length() < watched.longest();
    return lost && after == Unwatched.UNWATCHED ? null : after;
  }

  private @Nullable State all(State state, All all) {
    State after = state;
    for (TextStep step : all.steps()) {
      State next = step(after, step);
      if (next == null) {
        return null;
      }
      after = next;
    }
    return after;
  }
}
