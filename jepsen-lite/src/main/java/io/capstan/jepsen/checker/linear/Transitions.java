package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model with numbers for states and steps, so that the search compares no objects. Thread safety:
 * for one thread.
 */
final class Transitions<S, T> {
  static final int REFUSED = -1;
  static final int OTHER = -3;
  static final int INITIAL = 0;

  private static final int NOT_TRIED = -2;

  /** Rows of known transitions are kept while they stay small. */
  private static final int ROWS_MAX = 1 << 14;

  private static final int ROW_LENGTH_MAX = 512;

  /** With what refers to it. */
  private static final int WORDS_PER_OBJECT = 8;

  private final Model<S, T> model;
  private final List<T> steps = new ArrayList<>();
  private final Map<T, Integer> numberOfStep = new HashMap<>();
  private final List<S> states = new ArrayList<>();
  private final Map<S, Integer> numberOfState = new HashMap<>();
  private final List<int[]> rows = new ArrayList<>();

  Transitions(Model<S, T> model) {
    this.model = model;
    intern(model.initial());
  }

  /** The number of a step; equal steps have the same. All are numbered before the first next. */
  int number(T step) {
    return numberOfStep.computeIfAbsent(
        step,
        added -> {
          steps.add(added);
          return steps.size() - 1;
        });
  }

  int stepCount() {
    return steps.size();
  }

  boolean observes(int step) {
    return model.observes(steps.get(step));
  }

  /**
   * What {@link #next} gives, but for another state it may be {@link #OTHER}, so that states that
   * are only looked at need not be kept.
   */
  int peek(int state, int step) {
    if (hasRow(state)) {
      return next(state, step);
    }
    S before = states.get(state);
    S after = model.step(before, steps.get(step));
    return after == null ? REFUSED : after.equals(before) ? state : OTHER;
  }

  /** The state after a step; {@link #REFUSED} when there is none. */
  int next(int state, int step) {
    if (!hasRow(state)) {
      return compute(state, step);
    }
    int[] row = row(state);
    if (row[step] == NOT_TRIED) {
      row[step] = compute(state, step);
    }
    return row[step];
  }

  /** About how much memory the states and rows take, in words of 8 bytes. */
  long words() {
    long stepCount = steps.size();
    long row = stepCount / 2 + WORDS_PER_OBJECT;
    long state = stepCount / Long.SIZE + 4L * WORDS_PER_OBJECT;
    return rows.size() * row + states.size() * state;
  }

  String describe(int state) {
    return String.valueOf(states.get(state));
  }

  private boolean hasRow(int state) {
    return state < ROWS_MAX && steps.size() <= ROW_LENGTH_MAX;
  }

  private int[] row(int state) {
    while (rows.size() <= state) {
      int[] row = new int[steps.size()];
      Arrays.fill(row, NOT_TRIED);
      rows.add(row);
    }
    return rows.get(state);
  }

  private int compute(int state, int step) {
    S after = model.step(states.get(state), steps.get(step));
    return after == null ? REFUSED : intern(after);
  }

  private int intern(S state) {
    Integer known = numberOfState.putIfAbsent(state, states.size());
    if (known != null) {
      return known;
    }
    states.add(state);
    return states.size() - 1;
  }
}
