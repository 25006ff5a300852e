package io.capstan.jepsen.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events in the order they happened, and where in a file each stands.
 *
 * @param positions of the events, one for each
 * @param clockSlackNanos how much earlier than an event before it an event may claim to be
 */
public record History(List<Event> events, List<Position> positions, long clockSlackNanos) {
  public History {
    if (events.size() != positions.size()) {
      throw new IllegalArgumentException(
          events.size() + " events at " + positions.size() + " positions");
    }
    events = List.copyOf(events);
    positions = List.copyOf(positions);
  }

  /** Of events that are in no file: the line is an event's number. */
  public static History recorded(List<Event> events) {
    List<Position> positions = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      positions.add(new Position(i + 1, 1));
    }
    return new History(events, positions, 0);
  }

  /**
   * Pairs requests with their ends, in the order of the requests.
   *
   * @throws MalformedHistoryException for an end without a request, a second request of a process
   *     whose first is open, or a clock that goes back
   */
  public List<Operation> operations() {
    Pairing pairing = new Pairing();
    for (int i = 0; i < events.size(); i++) {
      pairing.add(i, events.get(i));
    }
    return pairing.operations;
  }

  /** The refusal of an event for what only its meaning shows. */
  public MalformedHistoryException refusal(int event, String problem) {
    return new MalformedHistoryException(positions.get(event), problem);
  }

  private final class Pairing {
    private final List<Operation> operations = new ArrayList<>();

    /** Where the latest request of a process is in the list. */
    private final Map<Integer, Integer> latest = new HashMap<>();

    private final Set<Integer> open = new HashSet<>();
    private long newest = Long.MIN_VALUE;

    void add(int place, Event event) {
      requireForward(place, event.nanos());
      if (event.type() == Event.Type.INVOKE) {
        begin(place, event);
      } else {
        end(place, event);
      }
    }

    private void begin(int place, Event event) {
      if (!open.add(event.process())) {
        throw refusal(place, "process " + event.process() + " has a request open already");
      }
      latest.put(event.process(), operations.size());
      operations.add(Operation.open(event, place));
    }

    private void end(int place, Event event) {
      Integer index = latest.get(event.process());
      open.remove(event.process());
      if (index == null || operations.get(index).finish() != Operation.NEVER) {
        throw refusal(place, "process " + event.process() + " ends what it did not begin");
      }
      operations.set(index, operations.get(index).ended(event, place));
    }

    private void requireForward(int place, long nanos) {
      if (newest != Long.MIN_VALUE && newest - nanos > clockSlackNanos) {
        throw refusal(
            place, "the clock goes back by %d ns, to %d".formatted(newest - nanos, nanos));
      }
      newest = Math.max(newest, nanos);
    }
  }
}
