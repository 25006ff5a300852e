package io.capstan.jepsen.checker.model;

import org.jspecify.annotations.Nullable;

/**
 * A sequential thing. Pure; implementations are immutable.
 *
 * @param <S> its states, which are compared by equals
 * @param <T> what is done to it, compared by equals
 */
public interface Model<S, T> {
  S initial();

  /**
   * Does one step.
   *
   * @return the state after it; null when it cannot have been told what it was told
   */
  @Nullable S step(S state, T step);

  /** Does this step leave every state that allows it as it is? */
  boolean observes(T step);
}
