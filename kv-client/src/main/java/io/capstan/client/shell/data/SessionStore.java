package io.capstan.client.shell.data;

import io.capstan.session.SessionToken;
import java.io.IOException;

/** Where a command finds the session that it goes on with, and leaves what it has seen. */
public interface SessionStore {
  /** What earlier commands have seen. */
  SessionToken read();

  /** Adds what this one has seen. */
  void merge(SessionToken seen) throws IOException;
}
