package io.capstan.jepsen.history;

/** A line of a file that is no event. */
public final class MalformedHistoryException extends RuntimeException {
  private final long line;

  MalformedHistoryException(long line, String problem) {
    super("line " + line + ": " + problem);
    this.line = line;
  }

  /** Its number, from 1. */
  public long line() {
    return line;
  }
}
