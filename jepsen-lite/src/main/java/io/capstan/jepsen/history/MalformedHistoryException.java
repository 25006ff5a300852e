package io.capstan.jepsen.history;

/** A history that cannot be: text that is no event, or events that contradict each other. */
public final class MalformedHistoryException extends IllegalArgumentException {
  private final Position position;
  private final String problem;

  public MalformedHistoryException(Position position, String problem) {
    super(position + ": " + problem);
    this.position = position;
    this.problem = problem;
  }

  /** Where the trouble starts. */
  public Position position() {
    return position;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}
