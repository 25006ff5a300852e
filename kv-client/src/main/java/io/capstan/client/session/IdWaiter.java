package io.capstan.client.session;

import io.capstan.error.CapstanException;

/** A write that wants an id. Called once, without a lock. */
public interface IdWaiter {
  /**
   * Here is the id.
   *
   * @return false when the write has given up meanwhile; the id is then released
   */
  boolean granted(WriteId id);

  /** No session could be opened. */
  void refused(CapstanException cause);
}
