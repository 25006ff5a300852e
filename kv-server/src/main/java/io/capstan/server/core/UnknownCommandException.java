package io.capstan.server.core;

/**
 * An entry of the log that this release cannot read: a bug, or a log written by a later release.
 * The replica must stop, for going on would part it from the others.
 */
public final class UnknownCommandException extends RuntimeException {
  public UnknownCommandException(String what) {
    super("The log holds " + what + ". This release cannot apply it; start the one that wrote it.");
  }

  public UnknownCommandException(String what, Throwable cause) {
    super(
        "The log holds " + what + ". This release cannot apply it; start the one that wrote it.",
        cause);
  }
}
