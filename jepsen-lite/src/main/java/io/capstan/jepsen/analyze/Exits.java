package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Exit;
import io.capstan.jepsen.checker.Verdict;

/** What exit codes say of verdicts; scripts rely on the numbers. */
final class Exits {
  private static final int INVALID = 1;

  private Exits() {}

  static int of(Verdict.Kind kind) {
    return switch (kind) {
      case VALID -> Exit.OK.code();
      case INVALID -> INVALID;
      case UNKNOWN -> Exit.UNKNOWN.code();
    };
  }
}
