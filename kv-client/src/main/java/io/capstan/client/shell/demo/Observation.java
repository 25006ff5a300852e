package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Something that the tour saw, with what it had expected. */
sealed interface Observation permits Asked, Silence, Service, Fate, Arrival, Convergence {
  Act act();

  /** What was seen, for people: one line. */
  String line();

  /** What was expected and not seen; empty: all was as expected. */
  Optional<String> contradiction();

  /** What was seen, for programs: the fields of an object that the caller has begun. */
  void writeTo(JsonGenerator json) throws IOException;

  /** A time as it is shown: in whole milliseconds. */
  static String millis(Duration time) {
    return String.format(Locale.ROOT, "%,d ms", time.toMillis());
  }
}
