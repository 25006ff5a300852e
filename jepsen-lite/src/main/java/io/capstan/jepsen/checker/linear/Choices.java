package io.capstan.jepsen.checker.linear;

import java.util.Arrays;
import java.util.List;

/**
 * The levels of a search: for each the state, and which calls are still to be tried from it. Thread
 * safety: for one thread.
 */
final class Choices {
  private final int[] finishOf;

  // A level each.
  private final int[] states;
  private final int[] takenBefore;
  private final int[] from;
  private final int[] cursor;
  private int depth;

  // The choices of all levels.
  private int[] calls = new int[64];
  private int size;

  // For each step: the level's stamp at which it was last offered, and where.
  private final long[] offeredAt;
  private final int[] place;
  private long stamp;

  Choices(List<? extends Call<?>> calls, int steps) {
    finishOf = calls.stream().mapToInt(Call::finish).toArray();
    states = new int[calls.size() + 1];
    takenBefore = new int[calls.size() + 1];
    from = new int[calls.size() + 1];
    cursor = new int[calls.size() + 1];
    offeredAt = new long[steps];
    place = new int[steps];
  }

  void open(int state, int taken) {
    states[depth] = state;
    takenBefore[depth] = taken;
    from[depth] = size;
    cursor[depth] = size;
    depth++;
    stamp++;
  }

  /** Adds a call to the level; of those with the same step the one that ends first stays. */
  void offer(int call, int step) {
    if (offeredAt[step] == stamp) {
      boolean sooner = finishOf[call] < finishOf[calls[place[step]]];
      calls[place[step]] = sooner ? call : calls[place[step]];
      return;
    }
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, size * 2);
    }
    offeredAt[step] = stamp;
    place[step] = size;
    calls[size++] = call;
  }

  /** Those that end first are tried first. */
  void sort() {
    for (int i = from[depth - 1] + 1; i < size; i++) {
      int call = calls[i];
      int j = i;
      for (; j > from[depth - 1] && finishOf[calls[j - 1]] > finishOf[call]; j--) {
        calls[j] = calls[j - 1];
      }
      calls[j] = call;
    }
  }

  /** The next call of the level; -1 when all were tried. */
  int next() {
    return cursor[depth - 1] < size ? calls[cursor[depth - 1]++] : -1;
  }

  int state() {
    return states[depth - 1];
  }

  /** Ends the level; gives how many calls were taken before it. */
  int close() {
    depth--;
    size = from[depth];
    return takenBefore[depth];
  }

  boolean isEmpty() {
    return depth == 0;
  }
}
