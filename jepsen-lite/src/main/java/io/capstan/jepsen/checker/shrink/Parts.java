package io.capstan.jepsen.checker.shrink;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parts of a history: some of its operations, with all their events. */
final class Parts {
  private final History whole;

  /** The number of the operation that each event belongs to. */
  private final List<Integer> operationOf = new ArrayList<>();

  Parts(History whole) {
    this.whole = whole;
    Map<Integer, Integer> latest = new HashMap<>();
    int begun = 0;
    for (Event event : whole.events()) {
      if (event.type() == Event.Type.INVOKE) {
        latest.put(event.process(), begun++);
      }
      operationOf.add(latest.get(event.process()));
    }
  }

  /** The operations of these numbers, each event at the position that it has in the whole. */
  History of(BitSet operations) {
    List<Event> events = new ArrayList<>();
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < operationOf.size(); i++) {
      if (operations.get(operationOf.get(i))) {
        events.add(whole.events().get(i));
        positions.add(whole.positions().get(i));
      }
    }
    return new History(events, positions, whole.clockSlackNanos());
  }
}
