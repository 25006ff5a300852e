package io.capstan.server.core;

import io.capstan.error.Failure;
import io.capstan.log.v1.WriteOutcome;

/** The outcomes that several commands share. */
final class Outcomes {
  static final WriteOutcome DONE = WriteOutcome.newBuilder().setApplied(true).build();

  private Outcomes() {}

  /** The command changed nothing, and never will. */
  static WriteOutcome refused(Failure failure, String message) {
    return WriteOutcome.newBuilder().setError(failure.proto()).setMessage(message).build();
  }

  static boolean isRefusal(WriteOutcome outcome) {
    return outcome.getErrorValue() != 0;
  }
}
