package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import java.util.Optional;
import java.util.function.Function;

/**
 * The client of a shell, lent to the commands that run in it.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface SharedClient {
  /** Does one command's work with it; it stays open. */
  <T> T use(Function<CapstanClient, T> work);

  /** How the shell connects: what a command's own flags do not say. */
  ConnectionFlags connection();

  /** The session that all commands share; empty: each has its own. */
  Optional<SessionStore> session();
}
