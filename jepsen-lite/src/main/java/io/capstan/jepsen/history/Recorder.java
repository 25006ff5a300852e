package io.capstan.jepsen.history;

import io.capstan.runtime.Ticker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history that is being made.
 *
 * <p>Thread safety: safe for use by several threads. Events are in the order of their times, which
 * is that in which they were recorded, so an event must be recorded before a request is handed in,
 * and after its end is known.
 */
public final class Recorder {
  private final Ticker ticker;
  private final long origin;
  private final List<Event> events = new ArrayList<>();

  /** How many of each type; guarded by {@link #events}. */
  private final Map<Event.Type, Integer> counts = new EnumMap<>(Event.Type.class);

  public Recorder(Ticker ticker) {
    this.ticker = ticker;
    this.origin = ticker.nanos();
  }

  /** Records a request that is handed in next. */
  public Event invoke(int process, String operation, String key, @Nullable String value) {
    return invoke(process, "", "", operation, key, value);
  }

  /** Records a request that is handed in next, of a client beside a node. */
  public Event invoke(
      int process,
      String node,
      String level,
      String operation,
      String key,
      @Nullable String value) {
    synchronized (events) {
      return add(
          new Event(Event.Type.INVOKE, process, nanos(), node, level, operation, key, value));
    }
  }

  /** Records what became of a request; once more when more is learnt. */
  public Event end(Event invoke, Event.Type type, @Nullable String value) {
    synchronized (events) {
      return add(invoke.end(type, nanos(), value));
    }
  }

  /**
   * The same with what the answer says of itself.
   *
   * @param servedBy id of the node that answered; empty: not known
   * @param receipt of the answer, or the error
   */
  public Event end(
      Event invoke, Event.Type type, @Nullable String value, String servedBy, String receipt) {
    synchronized (events) {
      return add(invoke.end(type, nanos(), value).answeredBy(servedBy, receipt));
    }
  }

  /** What was recorded so far. */
  public List<Event> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** The same without so many of the first. */
  public List<Event> eventsFrom(int place) {
    synchronized (events) {
      return List.copyOf(events.subList(place, events.size()));
    }
  }

  /** How many events of a type were recorded so far. */
  public int count(Event.Type type) {
    synchronized (events) {
      return counts.getOrDefault(type, 0);
    }
  }

  private Event add(Event event) {
    events.add(event);
    counts.merge(event.type(), 1, Integer::sum);
    return event;
  }

  /** The history's clock: nanoseconds since this was made. */
  public long nanos() {
    return ticker.nanos() - origin;
  }
}
