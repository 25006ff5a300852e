package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;

/**
 * Reads operations as steps on independent keys. Pure; implementations are immutable.
 *
 * @param <T> a step on one key
 */
public interface Spec<T> {
  /**
   * What an operation that is not a FAIL did, key by key.
   *
   * @return empty when it tells nothing and changes nothing, as a read without an answer
   * @throws IllegalArgumentException for an operation that the spec does not know
   */
  Map<String, T> steps(Operation operation);

  /** How a key behaves that only these steps are done to, as often as they stand here. */
  Model<?, T> model(List<T> steps);

  /** The same with no cleverness, for tests to compare with. */
  Model<?, T> naive();
}
