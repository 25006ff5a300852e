package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.jepsen.workload.Guarantee;

/** Guarantees as they are named on the command line. */
final class GuaranteeWord {
  private GuaranteeWord() {}

  /**
   * Finds one.
   *
   * @throws CommandFailed when there is none
   */
  static Guarantee of(String word) {
    try {
      return Guarantee.of(word);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), "choose one of these");
    }
  }
}
