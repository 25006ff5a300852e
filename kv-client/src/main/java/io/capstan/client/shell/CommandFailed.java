package io.capstan.client.shell;

import io.capstan.error.Failure;

/**
 * A command that could not do its work, with what to tell the user. Expected, so it has no stack
 * trace.
 */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Exit exit;
  private final Failure failure;
  private final String hint;

  private CommandFailed(Exit exit, Failure failure, String message, String hint) {
    super(message, null, false, false);
    this.exit = exit;
    this.failure = failure;
    this.hint = hint;
  }

  /** Something in the command line, or in a file it names, is wrong. */
  public static CommandFailed usage(String message, String hint) {
    return new CommandFailed(Exit.USAGE, Failure.INVALID_ARGUMENT, message, hint);
  }

  /** A node, a port or the cluster is not as the command needs it. */
  public static CommandFailed unavailable(String message, String hint) {
    return new CommandFailed(Exit.UNAVAILABLE, Failure.UNAVAILABLE, message, hint);
  }

  public Exit exit() {
    return exit;
  }

  /** What {@code --json} reports. */
  public Failure failure() {
    return failure;
  }

  /** What to do about it; one line. */
  public String hint() {
    return hint;
  }
}
