package io.capstan.jepsen.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells what is seen while it is seen, for people or as JSON lines, and at the end whether all was
 * as expected.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Telling {
  private final Terminal terminal;
  private final boolean json;
  private final Ticker ticker = Ticker.system();
  private final long begun = ticker.nanos();
  private final List<Observation> observations = new ArrayList<>();

  Telling(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  boolean isForPeople() {
    return !json;
  }

  /** Something that is no observation, for people only. */
  void note(String line) {
    if (!json) {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }

  void begin(int act, String title) {
    note("");
    note(act + ". " + title);
  }

  void saw(Observation seen) {
    observations.add(seen);
    double seconds = (ticker.nanos() - begun) / 1e9;
    note(String.format(Locale.ROOT, "%6.1f s  %s", seconds, seen.line()));
    seen.contradiction().ifPresent(what -> note("          DID NOT HAPPEN: " + what));
    if (json) {
      Json.print(terminal.out(), fields -> writeTo(fields, seen, seconds));
      terminal.out().flush();
    }
  }

  private static void writeTo(JsonGenerator json, Observation seen, double seconds)
      throws IOException {
    json.writeNumberField("at_millis", Math.round(seconds * 1_000));
    json.writeNumberField("act", seen.act());
    seen.writeTo(json);
    if (seen.contradiction().isPresent()) {
      json.writeStringField("did_not_happen", seen.contradiction().get());
    }
  }

  void explain(Stage stage) {
    Explanations.of(stage, summary()).forEach(line -> note("        > " + line));
  }

  Summary summary() {
    return new Summary(observations);
  }

  boolean isContradicted() {
    return !summary().contradictions().isEmpty();
  }

  /** Shows the answers side by side. */
  void table() {
    note("");
    if (!json) {
      summary().table().print(terminal.out());
      terminal.out().flush();
    }
  }

  /** Says what did not happen; gives the command's exit. */
  Exit close() {
    List<String> missing = summary().contradictions();
    if (json) {
      Json.print(terminal.out(), fields -> writeTo(fields, summary()));
    }
    missing.forEach(what -> terminal.say("kv: did not happen: " + what));
    return missing.isEmpty() ? Exit.OK : Exit.REFUSED;
  }

  private static void writeTo(JsonGenerator json, Summary summary) throws IOException {
    json.writeObjectFieldStart("summary");
    json.writeBooleanField("as_expected", summary.contradictions().isEmpty());
    json.writeArrayFieldStart("did_not_happen");
    for (String what : summary.contradictions()) {
      json.writeString(what);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("table");
    for (Question question : Question.values()) {
      json.writeStartObject();
      json.writeStringField("keyspace_mode", question.mode());
      json.writeStringField("request", question.label());
      for (Stage stage : Stage.values()) {
        json.writeStringField(stage.column(), summary.cell(question, stage));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
