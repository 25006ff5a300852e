package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what a tour sees while it sees it, for people or as JSON lines, and at its end whether all
 * was as expected.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Report {
  private static final String INDENT = "   ";

  private final Terminal terminal;
  private final boolean json;
  private final List<Observation> observations = new ArrayList<>();

  Report(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /** Something about the cluster, before the first act. */
  void note(String line) {
    if (!json) {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }

  void begin(Situation situation) {
    note("");
    note(situation.act().number() + ". " + situation.act().title());
    note(INDENT + situation.expectation());
  }

  void saw(Observation seen) {
    observations.add(seen);
    note(INDENT + seen.line());
    seen.contradiction().ifPresent(what -> note(INDENT + "DID NOT HAPPEN: " + what));
    if (json) {
      Json.print(terminal.out(), fields -> writeTo(fields, seen));
      terminal.out().flush();
    }
  }

  private static void writeTo(JsonGenerator json, Observation seen) throws IOException {
    json.writeStringField("act", seen.act().column());
    seen.writeTo(json);
    if (seen.contradiction().isPresent()) {
      json.writeStringField("did_not_happen", seen.contradiction().get());
    }
  }

  void end(Situation situation) {
    Explanations.of(situation, summary()).forEach(line -> note(INDENT + "> " + line));
  }

  Summary summary() {
    return new Summary(observations);
  }

  boolean isContradicted() {
    return !summary().contradictions().isEmpty();
  }

  /** Shows everything side by side; gives the command's exit. */
  Exit close() {
    Summary summary = summary();
    if (json) {
      Json.print(terminal.out(), fields -> writeTo(fields, summary));
    } else {
      note("");
      summary.table().print(terminal.out());
    }
    for (String what : summary.contradictions()) {
      terminal.say("kv: did not happen: " + what);
    }
    if (summary.contradictions().isEmpty()) {
      return Exit.OK;
    }
    terminal.say("    the tour ended after that act; how the nodes are: kv status");
    return Exit.REFUSED;
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
      for (Act act : Act.values()) {
        json.writeStringField(act.column(), summary.cell(question, act));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
