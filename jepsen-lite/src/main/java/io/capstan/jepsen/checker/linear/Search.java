package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.model.Model;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for an order of the calls on one key that the model allows, depth first.
 *
 * <p>The search of Wing and Gong: take any call that begins before the first end of those left, if
 * the model allows its step, and go on from there; when none is left to take, go back. Lowe: a
 * configuration that was met before is not entered again ({@link Configurations}).
 *
 * <p>Four more things keep it small; none changes what it finds:
 *
 * <ul>
 *   <li>A call that only observes is taken as soon as it may be, with no alternative: if there is
 *       an order in which it comes later, there is one in which it comes now.
 *   <li>Of calls with the same step only the one that ends first is tried: the others can change
 *       places with it. One that never ended comes last.
 *   <li>A call that never ended and would change nothing is not tried.
 *   <li>A configuration that has used up more of those that never ended than one met before, with
 *       all else equal, is not entered: whatever it can do, the other could.
 * </ul>
 *
 * <p>Thread safety: for one thread; used once.
 */
final class Search<S, T> {
  /** How many operations before the blocked one are shown. */
  private static final int SHOWN_BEFORE = 2;

  private final List<Call<T>> calls;
  private final Budget budget;
  private final Transitions<S, T> transitions;
  private final Timeline timeline;
  private final Placed placed;
  private final Choices choices;
  private final int[] stepOf;
  private int requiredLeft;

  /** Calls in the order they were taken. */
  private final int[] taken;

  private int takenCount;

  // The configuration that got furthest in time.
  private int furthest = -1;
  private int blockedCall = -1;
  private int blockedState;
  private List<Operation> beforeBlocked = List.of();

  private Search(List<Call<T>> calls, Model<S, T> model, Budget budget) {
    this.transitions = new Transitions<>(model);
    this.calls =
        calls.stream().filter(call -> call.required() || !model.observes(call.step())).toList();
    this.budget = budget;
    this.timeline = new Timeline(this.calls);
    this.stepOf = this.calls.stream().mapToInt(call -> transitions.number(call.step())).toArray();
    this.placed = new Placed(this.calls, budget);
    this.choices = new Choices(this.calls, transitions.stepCount());
    this.requiredLeft = (int) this.calls.stream().filter(Call::required).count();
    this.taken = new int[this.calls.size()];
  }

  /** Searches among calls that are in the order of their starts. */
  static <T> Finding run(List<Call<T>> calls, Spec<T> spec, Budget budget) {
    return run(calls, spec.model(calls.stream().map(Call::step).toList()), budget);
  }

  static <S, T> Finding run(List<Call<T>> calls, Model<S, T> model, Budget budget) {
    return new Search<>(calls, model, budget).find();
  }

  private Finding find() {
    enter(Transitions.INITIAL, 0);
    while (requiredLeft > 0) {
      int call = choices.next();
      if (!budget.exhausted().isEmpty()) {
        return Finding.unknown("gave up: " + budget.exhausted());
      } else if (call >= 0 && budget.step() && budget.words(transitions.words())) {
        int before = takenCount;
        int state = transitions.next(choices.state(), stepOf[call]);
        take(call);
        enter(state, before);
      } else if (call < 0 && !goBack()) {
        return invalid();
      }
    }
    return Finding.valid();
  }

  /** Begins a level of the search in a state that the calls taken so far lead to. */
  private void enter(int state, int takenBefore) {
    int node = takeObservers(state);
    if (requiredLeft == 0) {
      return;
    }
    noteBlocked(timeline.call(node), state);
    choices.open(state, takenBefore);
    if (placed.isNew(state)) {
      collect(state);
    }
  }

  /** Gives the end of the first call that must be placed and is not. */
  private int takeObservers(int state) {
    int node = timeline.first();
    while (requiredLeft > 0 && timeline.begins(node)) {
      int call = timeline.call(node);
      node = timeline.after(node);
      if (transitions.observes(stepOf[call]) && transitions.peek(state, stepOf[call]) == state) {
        boolean own = !timeline.begins(node) && timeline.call(node) == call;
        node = own ? timeline.after(node) : node;
        take(call);
      }
    }
    return node;
  }

  private void collect(int state) {
    for (int node = timeline.first(); timeline.begins(node); node = timeline.after(node)) {
      int call = timeline.call(node);
      int step = stepOf[call];
      if (!transitions.observes(step)) {
        int after = transitions.peek(state, step);
        boolean useless = after == state && !calls.get(call).required();
        if (after != Transitions.REFUSED && !useless) {
          choices.offer(call, step);
        }
      }
    }
    choices.sort();
  }

  private void take(int call) {
    timeline.takeOut(call);
    placed.flip(call);
    taken[takenCount++] = call;
    requiredLeft -= calls.get(call).required() ? 1 : 0;
  }

  /** Ends a level; false when it was the first. */
  private boolean goBack() {
    int takenBefore = choices.close();
    while (takenCount > takenBefore) {
      int call = taken[--takenCount];
      timeline.putBack(call);
      placed.flip(call);
      requiredLeft += calls.get(call).required() ? 1 : 0;
    }
    return !choices.isEmpty();
  }

  private void noteBlocked(int call, int state) {
    if (calls.get(call).finish() > furthest) {
      furthest = calls.get(call).finish();
      blockedCall = call;
      blockedState = state;
      List<Operation> before = new ArrayList<>();
      for (int i = Math.max(0, takenCount - SHOWN_BEFORE); i < takenCount; i++) {
        before.add(calls.get(taken[i]).operation());
      }
      beforeBlocked = before;
    }
  }

  private Finding invalid() {
    Call<T> blocked = calls.get(blockedCall);
    List<Operation> conflict = new ArrayList<>(beforeBlocked);
    conflict.add(blocked.operation());
    for (Call<T> call : calls) {
      boolean overlaps = call.start() < blocked.finish() && call.finish() > blocked.start();
      if (overlaps && call.required() && !conflict.contains(call.operation())) {
        conflict.add(call.operation());
      }
    }
    String reason =
        "no order lets this end as it did: %s; an order that got as far held %s"
            .formatted(blocked.operation(), transitions.describe(blockedState));
    return Finding.invalid(reason, conflict, furthest);
  }
}
