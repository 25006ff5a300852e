package io.capstan.client;

import io.capstan.client.session.HeldToken;
import io.capstan.session.SessionToken;

/**
 * What a client has seen and written, as floors for its SESSION reads. Hand the token to another
 * client, of another process if you like, and its reads see at least the same.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Session {
  private final HeldToken held;

  Session(HeldToken held) {
    this.held = held;
  }

  /** The floors as of now; empty before the first answer. */
  public SessionToken token() {
    return held.current();
  }

  /**
   * Raises the floors to what another session has seen.
   *
   * @throws io.capstan.error.CapstanException TOKEN_FOREIGN if it is of another cluster
   */
  public void merge(SessionToken other) {
    held.merge(other);
  }
}
