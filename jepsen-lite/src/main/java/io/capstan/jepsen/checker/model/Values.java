package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.foreign.Datum;
import io.capstan.jepsen.history.foreign.EdnReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of events that are more than a text. */
final class Values {
  private Values() {}

  /**
   * The elements of a value that is a sequence; an element of nil is null.
   *
   * @throws IllegalArgumentException when it is none
   */
  static List<@Nullable String> items(Event event) {
    List<@Nullable String> texts = new ArrayList<>();
    sequence(event).forEach(item -> texts.add(item.plain()));
    return texts;
  }

  static List<Datum> sequence(Event event) {
    String value = event.value();
    if (value == null || !(EdnReader.parse(value) instanceof Datum.Items items)) {
      throw new IllegalArgumentException(
          event.operation() + " wants a sequence, not " + (value == null ? "nil" : value));
    }
    return items.items();
  }

  static long number(Event event) {
    try {
      return Long.parseLong(String.valueOf(event.value()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          event.operation() + " wants a whole number, not " + event.value(), e);
    }
  }

  static IllegalArgumentException unknownOperation(String model, String operation) {
    return new IllegalArgumentException(
        "operation \"" + operation + "\" is none that the model " + model + " knows");
  }
}
