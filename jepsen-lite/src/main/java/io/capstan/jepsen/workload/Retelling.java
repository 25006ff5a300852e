package io.capstan.jepsen.workload;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/** Histories as a judgement wants to read them. Every event keeps its place. */
final class Retelling {
  private Retelling() {}

  /** What was never written to reads as nothing or as this. */
  static History emptyAs(String empty, History history) {
    return ofReads(
        history,
        (invoke, end) -> end.value() == null ? end.end(Event.Type.OK, end.nanos(), empty) : end);
  }

  /** The answers to other reads than these are forgotten. */
  static History ofOnly(Predicate<Event> reads, History history) {
    return ofReads(
        history,
        (invoke, end) -> reads.test(invoke) ? end : end.end(Event.Type.INFO, end.nanos(), null));
  }

  /**
   * Values that cannot be understood are forgotten: such a read was told nothing, and of anything
   * else no more is known than that it was done.
   */
  static History ofReadable(Predicate<String> readable, History history) {
    return ofAnswers(
        history,
        (invoke, end) -> {
          if (end.value() == null || readable.test(end.value())) {
            return end;
          }
          Event.Type type = isRead(invoke) ? Event.Type.INFO : Event.Type.OK;
          return end.end(type, end.nanos(), null);
        });
  }

  private static boolean isRead(Event invoke) {
    return invoke.operation().equals("read");
  }

  private static History ofReads(History history, BinaryOperator<Event> change) {
    return ofAnswers(history, (invoke, end) -> isRead(invoke) ? change.apply(invoke, end) : end);
  }

  /**
   * Changes answers.
   *
   * @param change of a request and its OK
   */
  private static History ofAnswers(History history, BinaryOperator<Event> change) {
    Map<Integer, Event> latest = new HashMap<>();
    List<Event> told = new ArrayList<>(history.events().size());
    for (Event event : history.events()) {
      Event invoke = latest.get(event.process());
      if (event.type() == Event.Type.INVOKE) {
        latest.put(event.process(), event);
      }
      boolean answer = event.type() == Event.Type.OK && invoke != null;
      told.add(answer ? change.apply(invoke, event) : event);
    }
    return new History(told, history.positions(), history.clockSlackNanos());
  }
}
