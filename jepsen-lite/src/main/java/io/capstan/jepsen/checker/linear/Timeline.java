package io.capstan.jepsen.checker.linear;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The beginnings and ends of calls in the order they happened, as a list from which calls are taken
 * out and put back in reverse order (Lowe 2017, section 3). Calls are numbered by their starts.
 * Thread safety: for one thread.
 */
final class Timeline {
  private static final int NONE = -1;

  private final int[] callOf;
  private final int[] beginning;
  private final int[] end;
  private final int[] next;
  private final int[] previous;
  private final int head;

  /** Of calls in the order of their starts. */
  Timeline(List<? extends Call<?>> calls) {
    int count = calls.size();
    int[][] events = events(calls);
    head = events.length;
    callOf = new int[events.length];
    beginning = new int[count];
    end = new int[count];
    next = new int[head + 1];
    previous = new int[head + 1];
    for (int node = 0; node < events.length; node++) {
      boolean begins = events[node][2] == 0;
      callOf[node] = begins ? events[node][1] : ~events[node][1];
      (begins ? beginning : end)[events[node][1]] = node;
    }
    for (int call = 0; call < count; call++) {
      end[call] = calls.get(call).required() ? end[call] : NONE;
    }
    for (int node = 0; node <= head; node++) {
      next[node] = node == head ? 0 : node + 1;
      previous[node] = node == 0 ? head : node - 1;
    }
  }

  /** Rows of place, call, and 1 for an end, sorted by place. */
  private static int[][] events(List<? extends Call<?>> calls) {
    ArrayList<int[]> events = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      events.add(new int[] {calls.get(i).start(), i, 0});
      if (calls.get(i).required()) {
        events.add(new int[] {calls.get(i).finish(), i, 1});
      }
    }
    events.sort(Comparator.comparingInt(event -> event[0]));
    return events.toArray(new int[0][]);
  }

  /** The first node; the head itself when nothing is left. */
  int first() {
    return next[head];
  }

  int after(int node) {
    return next[node];
  }

  /** Whether a node is a call's beginning, not an end. */
  boolean begins(int node) {
    return callOf[node] >= 0;
  }

  /** The call that begins or ends at a node. */
  int call(int node) {
    return callOf[node] >= 0 ? callOf[node] : ~callOf[node];
  }

  void takeOut(int call) {
    unlink(beginning[call]);
    if (end[call] != NONE) {
      unlink(end[call]);
    }
  }

  /** The inverse of the latest {@link #takeOut} that was not undone yet. */
  void putBack(int call) {
    if (end[call] != NONE) {
      link(end[call]);
    }
    link(beginning[call]);
  }

  private void unlink(int node) {
    next[previous[node]] = next[node];
    previous[next[node]] = previous[node];
  }

  private void link(int node) {
    next[previous[node]] = node;
    previous[next[node]] = node;
  }
}
