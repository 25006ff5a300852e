package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Operation;
import java.util.List;

/**
 * What one pass over the calls on a key gave.
 *
 * @param reason of anything but VALID
 * @param conflict operations that cannot be brought into one order; only of INVALID
 * @param reached no prefix that ends before this place of the history fails; only of INVALID
 */
record Finding(Verdict.Kind kind, String reason, List<Operation> conflict, int reached) {
  Finding {
    conflict = List.copyOf(conflict);
  }

  static Finding valid() {
    return new Finding(Verdict.Kind.VALID, "", List.of(), 0);
  }

  static Finding unknown(String reason) {
    return new Finding(Verdict.Kind.UNKNOWN, reason, List.of(), 0);
  }

  static Finding invalid(String reason, List<Operation> conflict, int reached) {
    return new Finding(Verdict.Kind.INVALID, reason, conflict, reached);
  }
}
