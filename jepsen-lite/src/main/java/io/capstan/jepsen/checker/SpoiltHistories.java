package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes histories of one key wrong, most of the time; pure but for what is drawn. */
public final class SpoiltHistories {
  private SpoiltHistories() {}

  /** The history spoilt in one of the ways below. */
  public static History spoilt(History history, RandomGenerator random) {
    return random.nextBoolean()
        ? withTwoReadsSwapped(history, random)
        : withoutAWrite(history, random);
  }

  /** Two acknowledged reads change what they were told; the same history when no two differ. */
  public static History withTwoReadsSwapped(History history, RandomGenerator random) {
    List<Event> events = new ArrayList<>(history.events());
    List<Operation> reads = operations(history, invoke -> invoke.operation().equals("read"));
    if (reads.size() < 2) {
      return history;
    }
    Operation first = reads.get(random.nextInt(reads.size()));
    List<Operation> others =
        reads.stream()
            .filter(read -> !Objects.equals(read.end().value(), first.end().value()))
            .toList();
    if (others.isEmpty()) {
      return history;
    }
    Operation second = others.get(random.nextInt(others.size()));
    tell(events, first, second.end().value());
    tell(events, second, first.end().value());
    return History.recorded(events);
  }

  private static void tell(List<Event> events, Operation read, @Nullable String value) {
    events.set(read.finish(), read.invoke().end(Event.Type.OK, read.end().nanos(), value));
  }

  /**
   * An acknowledged write that somebody may have read was lost; the same history when it has none.
   */
  public static History withoutAWrite(History history, RandomGenerator random) {
    List<Operation> writes = operations(history, invoke -> !invoke.operation().equals("read"));
    if (writes.isEmpty()) {
      return history;
    }
    Operation lost = writes.get(random.nextInt(writes.size()));
    List<Event> events = new ArrayList<>(history.events());
    events.remove(lost.finish());
    events.remove(lost.start());
    return History.recorded(events);
  }

  private static List<Operation> operations(History history, Predicate<Event> wanted) {
    return history.operations().stream()
        .filter(operation -> operation.acknowledged() && wanted.test(operation.invoke()))
        .toList();
  }
}
