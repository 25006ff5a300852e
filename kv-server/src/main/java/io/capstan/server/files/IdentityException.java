package io.capstan.server.files;

/**
 * A directory that this node must not use: it is another node's, another process has it, or its
 * identity cannot be trusted. The message is for the operator and says what to do.
 */
public final class IdentityException extends RuntimeException {
  public IdentityException(String message) {
    super(message);
  }
}
