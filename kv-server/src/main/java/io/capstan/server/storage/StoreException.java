package io.capstan.server.storage;

/** The disk or the library below a store failed; what was being written may not be there. */
public class StoreException extends RuntimeException {
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
