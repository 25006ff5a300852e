package io.capstan.client.retry;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;

/**
 * What one call does about its refusals: it corrects what it went by, and says how it goes on.
 *
 * <p>Thread safety: none; confined to its call.
 */
final class Remedies {
  private final WriteFate write;
  private final Itinerary itinerary;
  private boolean refreshed;
  private boolean sessionChanged;

  Remedies(WriteFate write, Itinerary itinerary) {
    this.write = write;
    this.itinerary = itinerary;
  }

  /** How the call goes on. */
  enum Then {
    /** Not at all: the refusal is its outcome. */
    FAIL,
    /** With the next node, at once. */
    GO_ON,
    /** With a new round, after a while. */
    BACK_OFF,
    /** With a newer view of the cluster, once there is one. */
    AWAIT_VIEW
  }

  /**
   * Does what can be done at once.
   *
   * @param next what follows from the refusal by the rules
   */
  Then apply(RetryRules.Next next, CapstanException refusal) {
    return switch (next) {
      case FAIL -> Then.FAIL;
      case HINTED -> follow(refusal.error().getTryNode());
      case ELSEWHERE -> Then.GO_ON;
      case LATER -> Then.BACK_OFF;
      case REFRESH -> refresh(refusal);
      case NEW_SESSION -> changeSession();
    };
  }

  private Then follow(String hint) {
    itinerary.refusedWith(hint);
    return Then.GO_ON;
  }

  /** Once a call: whoever is still refused by a fresh view's lights is refused for good. */
  private Then refresh(CapstanException refusal) {
    if (refreshed) {
      return refusal.failure().retryable() || isKnownHere(refusal) ? Then.GO_ON : Then.FAIL;
    }
    refreshed = true;
    itinerary.newRound();
    lookAgain();
    return Then.AWAIT_VIEW;
  }

  /** A newer view may have it elsewhere, or in another mode: then under another identity. */
  private void lookAgain() {
    if (!write.mayHaveHappened()) {
      write.letGo();
      itinerary.lookAgain();
    }
  }

  /** Of a keyspace that the view has, and the refusing node has not yet. */
  private boolean isKnownHere(CapstanException refusal) {
    return refusal.failure() == Failure.KEYSPACE_UNKNOWN && itinerary.seesTheKeyspace();
  }

  /** At once only the first time. */
  private Then changeSession() {
    write.sessionExpired();
    if (sessionChanged) {
      return Then.BACK_OFF;
    }
    sessionChanged = true;
    itinerary.newRound();
    return Then.GO_ON;
  }
}
