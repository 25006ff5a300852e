package io.capstan.jepsen.analyze;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What was found in a history, ready to print. */
record Analysis(History history, Format format, String model, List<KeyFinding> keys) {
  Verdict verdict() {
    return Linearizability.overall(keys);
  }

  void print(PrintStream out) {
    int operations = keys.stream().mapToInt(KeyFinding::operations).sum();
    out.printf(
        "%d operations on %d keys, format %s, model %s%n",
        operations, keys.size(), format.word(), model);
    for (KeyFinding key : keys) {
      out.printf(
          "%s%s: %s (%s)%n",
          key.key().isEmpty() ? "" : "key " + key.key() + ": ",
          key.verdict().kind(),
          key.verdict().reason(),
          key.method());
      key.witness().ifPresent(witness -> print(out, witness));
    }
    out.println(verdict().kind());
  }

  private void print(PrintStream out, KeyFinding.Witness witness) {
    out.printf(
        "  fails from event %d on, which ends at %s%s; in conflict:%n",
        witness.failingEvents(),
        history.positions().get(witness.failingEvents() - 1),
        witness.shortest() ? "" : " or earlier");
    witness.conflict().forEach(operation -> out.println("    " + operation));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("verdict", verdict().kind().name());
    json.writeStringField("reason", verdict().reason());
    json.writeStringField("format", format.word());
    json.writeStringField("model", model);
    json.writeArrayFieldStart("keys");
    for (KeyFinding key : keys) {
      write(json, key);
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, KeyFinding key) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key.key());
    json.writeStringField("verdict", key.verdict().kind().name());
    json.writeStringField("reason", key.verdict().reason());
    json.writeStringField("method", key.method());
    json.writeNumberField("operations", key.operations());
    json.writeNumberField("steps", key.steps());
    if (key.witness().isPresent()) {
      write(json, key.witness().get());
    }
    json.writeEndObject();
  }

  private void write(JsonGenerator json, KeyFinding.Witness witness) throws IOException {
    json.writeNumberField("failing_events", witness.failingEvents());
    json.writeNumberField(
        "failing_line", history.positions().get(witness.failingEvents() - 1).line());
    json.writeBooleanField("shortest", witness.shortest());
    json.writeArrayFieldStart("conflict");
    for (Operation operation : witness.conflict()) {
      json.writeString(operation.toString());
    }
    json.writeEndArray();
  }
}
