package io.capstan.jepsen.history;

import java.util.List;
import java.util.Objects;

/**
 * One request and what became of it.
 *
 * @param invoke the request
 * @param end its last end: an OK after an INFO is what a retry by the same id has told. An INFO at
 *     the same moment when the history has none
 * @param start place of the request in the history
 * @param finish place of the end; {@link #NEVER} unless it is an OK or a FAIL
 */
public record Operation(Event invoke, Event end, int start, int finish) {
  /** The finish of what may happen at any later time. */
  public static final int NEVER = Integer.MAX_VALUE;

  static Operation open(Event invoke, int start) {
    return new Operation(invoke, invoke.end(Event.Type.INFO, invoke.nanos(), null), start, NEVER);
  }

  /** The same as it looked before its end. */
  public Operation stillOpen() {
    return open(invoke, start);
  }

  Operation ended(Event end, int place) {
    return new Operation(invoke, end, start, end.type() == Event.Type.INFO ? NEVER : place);
  }

  public boolean acknowledged() {
    return end.type() == Event.Type.OK;
  }

  /** May it have happened, or may it yet? */
  public boolean unknown() {
    return end.type() == Event.Type.INFO;
  }

  /**
   * Pairs requests with their ends.
   *
   * @param history in the order it happened
   * @return in the order of the requests
   * @throws MalformedHistoryException for an end without a request, a second request of a process
   *     whose first is open, or a clock that goes back; the line is the event's number
   */
  public static List<Operation> of(List<Event> history) {
    return History.recorded(history).operations();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("process ").append(invoke.process()).append(' ');
    text.append(invoke.operation());
    if (!invoke.key().isEmpty()) {
      text.append(" key ").append(invoke.key());
    }
    if (invoke.value() != null) {
      text.append(' ').append(invoke.value());
    }
    text.append(" -> ").append(end.type().word());
    if (acknowledged() && !Objects.equals(end.value(), invoke.value())) {
      text.append(' ').append(end.value() == null ? "nil" : end.value());
    }
    return text.append(" [event ").append(start + 1).append(" to ").append(last()).toString();
  }

  private String last() {
    return finish == NEVER ? "?]" : (finish + 1) + "]";
  }
}
