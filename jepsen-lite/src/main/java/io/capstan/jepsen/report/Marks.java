package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.Locale;
import java.util.Objects;

/** Verdicts and operations in words and shapes, so that none depends on a colour. */
final class Marks {
  private Marks() {}

  /** In files: {@code valid}, {@code unknown}, {@code invalid}. */
  static String word(Verdict.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** In files: {@code ok}, {@code fail}, {@code info}. */
  static String word(Event.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static String shape(Verdict.Kind kind) {
    return switch (kind) {
      case VALID -> "✓";
      case UNKNOWN -> "?";
      case INVALID -> "✗";
    };
  }

  /** A word with its shape. */
  static void badge(Markup html, Verdict.Kind kind) {
    html.open("span.badge." + word(kind)).element("b", shape(kind), "aria-hidden", "true");
    html.text(" " + kind.name()).close();
  }

  /** What was asked and answered, such as {@code read → 5}. */
  static String asked(Operation operation) {
    Event invoke = operation.invoke();
    String value = invoke.value();
    String request = invoke.operation() + (value == null ? "" : " " + value);
    String told = operation.end().value();
    boolean tells = operation.acknowledged() && (value == null || !Objects.equals(told, value));
    return PlainText.brief(tells ? request + " → " + (told == null ? "nil" : told) : request);
  }

  /** One operation in a line. */
  static String line(Operation operation, RunClock clock) {
    Event invoke = operation.invoke();
    String node = invoke.node().isEmpty() ? "" : " at " + PlainText.brief(invoke.node());
    String key = invoke.key().isEmpty() ? "" : ", key " + PlainText.brief(invoke.key());
    return "process "
        + invoke.process()
        + node
        + key
        + ": "
        + asked(operation)
        + " ("
        + word(operation.end().type())
        + "), "
        + Numbers.seconds(clock.seconds(invoke.nanos()))
        + " to "
        + Numbers.seconds(clock.seconds(operation.end().nanos()));
  }
}
