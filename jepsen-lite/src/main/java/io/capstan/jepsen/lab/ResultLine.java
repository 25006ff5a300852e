package io.capstan.jepsen.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.shell.output.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What is kept of one seed: a line of JSON.
 *
 * @param commit of the code; ends in {@value Commit#DIRTY} when it is not quite that one
 * @param elapsed to the millisecond
 * @param java the version that ran it
 * @param begun to the second
 */
record ResultLine(
    String lab,
    String commit,
    long seed,
    Outcome outcome,
    Duration elapsed,
    String java,
    Instant begun) {

  String json() {
    return Json.text(this::write);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("lab", lab);
    json.writeStringField("commit", commit);
    json.writeNumberField("seed", seed);
    json.writeNumberField("operations", outcome.operations());
    json.writeStringField("verdict", outcome.verdict());
    json.writeBooleanField("expected", outcome.asExpected());
    json.writeNumberField("seconds", BigDecimal.valueOf(elapsed.toMillis(), 3));
    json.writeStringField("java", java);
    json.writeStringField("when", begun.toString());
    json.writeObjectFieldStart("details");
    for (Map.Entry<String, String> detail : outcome.details().entrySet()) {
      json.writeStringField(detail.getKey(), detail.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads what {@link #json} wrote; fields that it does not know are left out.
   *
   * @throws IOException when it is something else
   */
  static ResultLine parse(String line) throws IOException {
    FlatJson fields = FlatJson.parse(line);
    try {
      Outcome outcome =
          new Outcome(
              Long.parseLong(fields.text("operations")),
              fields.text("verdict"),
              Boolean.parseBoolean(fields.text("expected")),
              fields.under("details"));
      return new ResultLine(
          fields.text("lab"),
          fields.text("commit"),
          Long.parseLong(fields.text("seed")),
          outcome,
          Duration.ofMillis(new BigDecimal(fields.text("seconds")).movePointRight(3).longValue()),
          fields.text("java"),
          Instant.parse(fields.text("when")));
    } catch (NumberFormatException | java.time.DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** For a person. */
  String summary() {
    return "%s seed %d: %s%s, %,d operations in %.1f s"
        .formatted(
            lab,
            seed,
            outcome.verdict(),
            outcome.asExpected() ? "" : " (not as expected)",
            outcome.operations(),
            elapsed.toMillis() / 1e3);
  }
}
