package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Histories as tests write them: events divided by semicolons, each of process, {@code i} or the
 * end's type, operation, key, value, and then, if they matter, node and milliseconds. A missing
 * time is a millisecond after the event before.
 */
public final class HistoryText {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private HistoryText() {}

  /** Reads the text of a test. */
  public static History of(String text) {
    List<Event> events = new ArrayList<>();
    long millis = 0;
    for (String event : text.strip().split("\\s*;\\s*", -1)) {
      String[] words = event.strip().split(" +", -1);
      millis = words.length > 6 ? Long.parseLong(words[6]) : millis + 1;
      String node = words.length > 5 ? words[5] : "";
      events.add(
          new Event(
              type(words[1]),
              Integer.parseInt(words[0]),
              millis * NANOS_PER_MILLI,
              node,
              "",
              words[2],
              words[3],
              value(words[4])));
    }
    return History.recorded(events);
  }

  private static Event.Type type(String word) {
    return word.equals("i") ? Event.Type.INVOKE : Event.Type.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static @Nullable String value(String word) {
    return word.equals("nil") ? null : word;
  }
}
