package io.capstan.client.retry;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;

/**
 * Why a call is not served, as its caller is told when the time is up: what a replica said in this
 * round or the one before. That other nodes cannot be reached tells less, and counts only when no
 * replica said anything.
 *
 * <p>Thread safety: none; confined to its call.
 */
final class Reason {
  private CapstanException known =
      CapstanException.of(Failure.UNAVAILABLE, "no node was asked before the time was up");

  private int saidInRound = -2;

  /**
   * A replica refused.
   *
   * @param next what follows; a refusal after which the same is asked of another replica, or later,
   *     says why the call is not served
   */
  void refused(CapstanException refusal, RetryRules.Next next, int round) {
    if (next == RetryRules.Next.ELSEWHERE || next == RetryRules.Next.LATER) {
      said(refusal, round);
    } else {
      ended(refusal, round);
    }
  }

  /** A replica says why it does not serve. */
  void said(CapstanException refusal, int round) {
    known = refusal;
    saidInRound = round;
  }

  /** An attempt, or a wait, ended without one. */
  void ended(CapstanException cause, int round) {
    if (round > saidInRound + 1) {
      known = cause;
    }
  }

  CapstanException known() {
    return known;
  }
}
