package io.capstan.server.storage;

import java.nio.file.Path;

/** A store's files hold something else than was written; nothing in them can be trusted. */
public final class StoreCorruptException extends StoreException {
  public StoreCorruptException(Path path, Throwable cause) {
    super(
        "The store at "
            + path
            + " is corrupt: "
            + cause.getMessage()
            + ". Do not repair it or start it again: rebuild this replica from its peers under a"
            + " new node identity, with an empty data directory.",
        cause);
  }
}
