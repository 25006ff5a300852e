package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.model.Model;
import io.capstan.jepsen.checker.model.Spec;
import java.util.ArrayList;
import java.util.List;

/** Tries every order of calls on one key; slow, and plainly right. */
final class BruteForce {
  private BruteForce() {}

  static <T> boolean isLinearizable(List<Call<T>> calls, Spec<T> spec) {
    return isLinearizable(calls, spec.naive());
  }

  private static <S, T> boolean isLinearizable(List<Call<T>> calls, Model<S, T> model) {
    return canGoOn(calls, model, model.initial());
  }

  private static <S, T> boolean canGoOn(List<Call<T>> left, Model<S, T> model, S state) {
    if (left.stream().noneMatch(Call::required)) {
      return true;
    }
    for (Call<T> next : left) {
      boolean tooEarly = left.stream().anyMatch(other -> other.finish() < next.start());
      S after = tooEarly ? null : model.step(state, next.step());
      List<Call<T>> others = new ArrayList<>(left);
      others.remove(next);
      if (after != null && canGoOn(others, model, after)) {
        return true;
      }
    }
    return false;
  }
}
