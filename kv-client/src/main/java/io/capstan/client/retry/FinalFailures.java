package io.capstan.client.retry;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;

/** What a call that failed may claim, and how it says so (protocols.md R7). Pure. */
final class FinalFailures {
  private FinalFailures() {}

  /**
   * Whether a refusal is the outcome that the shard's log gave this very id, and not merely that of
   * one attempt: then it says that no attempt had an effect.
   */
  static boolean isOutcomeOfTheId(Failure failure) {
    return failure == Failure.NOT_A_NUMBER || failure == Failure.NUMBER_OVERFLOW;
  }

  /** Whether sending the same id once more could still tell what became of it. */
  static boolean aRetryMayTell(Failure failure) {
    return switch (failure) {
      case SESSION_EXPIRED, DUPLICATE_EXPIRED, STAMP_TOO_OLD -> false;
      default -> true;
    };
  }

  /**
   * What the caller is told when the time is up.
   *
   * @param reason why it was not served
   */
  static CapstanException timeIsUp(CapstanException reason, long deadlineMillis, int attempts) {
    return CapstanException.of(
        whenTimeIsUp(reason.failure()),
        "not served within "
            + deadlineMillis
            + " ms, after "
            + attempts
            + " attempts: "
            + reason.getMessage());
  }

  /** What the caller of a write that may have happened is told. */
  static CapstanException unknown(CapstanException cause) {
    return CapstanException.of(
        Failure.OUTCOME_UNKNOWN,
        "the write may have happened; retry it under its id, or read to find out. "
            + cause.getMessage());
  }

  /** What the caller is told when the time is up and nothing can have happened. */
  private static Failure whenTimeIsUp(Failure reason) {
    if (!reason.definite()) {
      return Failure.UNAVAILABLE;
    }
    return switch (reason) {
      case NOT_LEADER, NOT_A_REPLICA, EPOCH_STALE -> Failure.UNAVAILABLE;
      default -> reason;
    };
  }
}
