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

/** What was found in a history whose keys are all used in one way. */
record Analysis(History history, Format format, String model, List<KeyFinding> keys)
    implements Found {
  @Override
  public Verdict verdict() {
    return Linearizability.overall(keys);
  }

  @Override
  public void print(PrintStream out) {
    out.println(subject());
    print(out, keys);
    out.println(verdict().kind());
  }

  /** How much was judged, and how. */
  String subject() {
    int operations = keys.stream().mapToInt(KeyFinding::operations).sum();
    return "%d operations on %d keys, format %s, model %s"
        .formatted(operations, keys.size(), format.word(), model);
  }

  /** Prints only what is not VALID. */
  void printExceptions(PrintStream out) {
    print(out, keys.stream().filter(key -> !key.verdict().isValid()).toList());
  }

  private void print(PrintStream out, List<KeyFinding> some) {
    for (KeyFinding key : some) {
      out.printf(
          "%s%s: %s (%s)%n",
          key.key().isEmpty() ? "" : "key " + key.key() + ": ",
          key.verdict().kind(),
          key.verdict().reason(),
          key.method());
      key.witness().ifPresent(witness -> print(out, witness));
    }
  }

  private void print(PrintStream out, KeyFinding.Witness witness) {
    out.printf(
        "  fails from event %d on, which ends at %s%s; in conflict:%n",
        witness.failingEvents(),
        history.positions().get(witness.failingEvents() - 1),
        witness.shortest() ? "" : " or earlier");
    witness.conflict().forEach(operation -> out.println("    " + operation));
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
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
