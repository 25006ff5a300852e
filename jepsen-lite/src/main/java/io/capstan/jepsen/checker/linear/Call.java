package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.history.Operation;

/**
 * What an operation did to one key.
 *
 * @param <T> steps of the model
 */
record Call<T>(Operation operation, T step) {
  int start() {
    return operation.start();
  }

  /** {@link Operation#NEVER} for one that may be left out. */
  int finish() {
    return operation.finish();
  }

  boolean required() {
    return finish() != Operation.NEVER;
  }
}
