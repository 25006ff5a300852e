package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * What became of a STRONG put that was not served, as a STRONG read shows it later.
 *
 * @param told how the put ended
 * @param written what it was to write
 * @param found the row; empty: there is none
 */
record Fate(Act act, Verdict told, String written, Optional<String> found) implements Observation {
  private boolean happened() {
    return found.equals(Optional.of(written));
  }

  @Override
  public String line() {
    return "the STRONG put of '%s', which ended as %s, has %s: the row is %s"
        .formatted(
            written,
            told.word(),
            happened() ? "happened" : "not happened so far",
            found.map(value -> "'" + value + "'").orElse("not there"));
  }

  @Override
  public Optional<String> contradiction() {
    return told == Verdict.REFUSED && happened()
        ? Optional.of("the refused put of '" + written + "' was not to happen, but the row has it")
        : Optional.empty();
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "fate");
    json.writeStringField("told", told.word());
    json.writeStringField("written", written);
    json.writeBooleanField("happened", happened());
  }
}
