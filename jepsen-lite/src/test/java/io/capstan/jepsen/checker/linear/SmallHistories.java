package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes every history of up to some operations, of which so many are under way at once. */
final class SmallHistories {
  /** An operation without its place in time. */
  record Kind(String operation, @Nullable String value, Event.Type end, @Nullable String told) {
    static Kind ok(String operation, @Nullable String value) {
      return new Kind(operation, value, Event.Type.OK, value);
    }

    static Kind told(String operation, @Nullable String value, @Nullable String told) {
      return new Kind(operation, value, Event.Type.OK, told);
    }

    static Kind info(String operation, @Nullable String value) {
      return new Kind(operation, value, Event.Type.INFO, null);
    }
  }

  private final List<Kind> kinds;
  private final int openMax;
  private final Consumer<History> sink;
  private final List<Event> events = new ArrayList<>();
  private final List<Integer> open = new ArrayList<>();
  private final List<Kind> chosen = new ArrayList<>();

  private SmallHistories(List<Kind> kinds, int openMax, Consumer<History> sink) {
    this.kinds = kinds;
    this.openMax = openMax;
    this.sink = sink;
  }

  static void forEach(List<Kind> kinds, int operations, int openMax, Consumer<History> sink) {
    new SmallHistories(kinds, openMax, sink).goOn(operations);
  }

  private void goOn(int toBegin) {
    if (toBegin == 0 && open.isEmpty()) {
      sink.accept(History.recorded(events));
      return;
    }
    for (int i = 0; i < open.size(); i++) {
      int process = open.remove(i);
      Kind kind = chosen.get(process);
      events.add(invoke(process, kind).end(kind.end(), events.size(), kind.told()));
      goOn(toBegin);
      events.remove(events.size() - 1);
      open.add(i, process);
    }
    if (toBegin > 0 && open.size() < openMax) {
      kinds.forEach(kind -> begin(kind, toBegin));
    }
  }

  private void begin(Kind kind, int toBegin) {
    int process = chosen.size();
    chosen.add(kind);
    open.add(process);
    events.add(invoke(process, kind));
    goOn(toBegin - 1);
    events.remove(events.size() - 1);
    open.remove(open.size() - 1);
    chosen.remove(process);
  }

  private Event invoke(int process, Kind kind) {
    return new Event(
        Event.Type.INVOKE, process, events.size(), "", "", kind.operation(), "k", kind.value());
  }
}
