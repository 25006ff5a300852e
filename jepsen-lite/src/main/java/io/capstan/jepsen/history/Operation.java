package io.capstan.jepsen.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One request and what became of it.
 *
 * @param invoke the request
 * @param end its last end: an OK after an INFO is what a retry by the same id has told. An INFO at
 *     the same moment when the history has none
 */
public record Operation(Event invoke, Event end) {
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
   * @throws IllegalArgumentException for an end without a request
   */
  public static List<Operation> of(List<Event> history) {
    List<Operation> operations = new ArrayList<>();
    Map<Integer, Integer> latest = new HashMap<>();
    for (Event event : history) {
      if (event.type() == Event.Type.INVOKE) {
        latest.put(event.process(), operations.size());
        operations.add(new Operation(event, event.end(Event.Type.INFO, event.nanos(), null)));
        continue;
      }
      Integer index = latest.get(event.process());
      if (index == null) {
        throw new IllegalArgumentException("an end without a request: " + event);
      }
      operations.set(index, new Operation(operations.get(index).invoke(), event));
    }
    return operations;
  }
}
