package io.capstan.client.retry;

import io.capstan.error.Failure;

/** What follows from a refusal, as one table. Pure. */
final class RetryRules {
  private RetryRules() {}

  /** What to do next, while there is time. */
  enum Next {
    /** Tell the caller. */
    FAIL,
    /** Ask the node that the refusal names, or else as ELSEWHERE. */
    HINTED,
    /** Ask a replica that was not asked in this round; when there is none, wait, and start over. */
    ELSEWHERE,
    /** Wait, then ask again. */
    LATER,
    /** Get a newer view of the cluster first. */
    REFRESH,
    /** Take an id of another session; the old one was never used by the shard. */
    NEW_SESSION
  }

  /**
   * @param mayHaveHappened whether an earlier attempt of this write, or this one, may have happened
   */
  static Next after(Failure failure, boolean mayHaveHappened) {
    return switch (failure) {
      case NOT_LEADER, NOT_A_REPLICA -> Next.HINTED;
      case EPOCH_STALE -> Next.REFRESH;
      // The node, or this client, may be behind on what keyspaces there are.
      case KEYSPACE_UNKNOWN, KEYSPACE_GONE -> Next.REFRESH;
      case OVERLOADED -> Next.LATER;
      // Under another id the write could be applied a second time.
      case SESSION_EXPIRED -> mayHaveHappened ? Next.FAIL : Next.NEW_SESSION;
      // The attempt's time, not the call's.
      case DEADLINE_EXCEEDED -> Next.ELSEWHERE;
      default -> failure.retryable() ? Next.ELSEWHERE : Next.FAIL;
    };
  }
}
