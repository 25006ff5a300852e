package io.capstan.jepsen.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Something that was seen, and whether that is what should be. */
interface Observation {
  /** Number of the act, from 1. */
  int act();

  /** For people. */
  String line();

  /** What should have been and was not; empty: all is as it should be. */
  Optional<String> contradiction();

  /** For programs. */
  void writeTo(JsonGenerator json) throws IOException;

  static String millis(Duration took) {
    return String.format(Locale.ROOT, "%,d ms", took.toMillis());
  }
}
