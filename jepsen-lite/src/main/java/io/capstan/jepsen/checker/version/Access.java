package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.checker.model.TextSpec;
import io.capstan.jepsen.checker.model.TextStep;
import io.capstan.jepsen.checker.model.TextStep.CompareAndSet;
import io.capstan.jepsen.checker.model.TextStep.Outcome;
import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.checker.model.TextStep.Write;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a read or a write of one key.
 *
 * @param value read or written; null: nothing, as after a delete
 */
record Access(Operation operation, String key, boolean write, @Nullable String value) {
  private static final TextSpec SPEC = TextSpec.casRegister(null);

  /**
   * Those that may have happened, in the order of their starts. A compare-and-set is a write unless
   * it missed.
   *
   * @throws IllegalArgumentException for an operation that is neither read nor write
   */
  static List<Access> of(List<Operation> operations) {
    List<Access> accesses = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.end().type() != Event.Type.FAIL) {
        for (Map.Entry<String, TextStep> step : SPEC.steps(operation).entrySet()) {
          add(accesses, operation, step.getKey(), step.getValue());
        }
      }
    }
    return accesses;
  }

  private static void add(List<Access> accesses, Operation operation, String key, TextStep step) {
    if (step instanceof Read read) {
      accesses.add(new Access(operation, key, false, read.value()));
    } else if (step instanceof Write write) {
      accesses.add(new Access(operation, key, true, write.value()));
    } else if (step instanceof CompareAndSet cas && cas.outcome() != Outcome.MISSED) {
      accesses.add(new Access(operation, key, true, cas.to()));
    }
  }

  int process() {
    return operation.invoke().process();
  }

  int start() {
    return operation.start();
  }

  int finish() {
    return operation.finish();
  }
}
