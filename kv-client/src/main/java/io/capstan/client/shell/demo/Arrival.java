package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A write that one replica had acknowledged alone, looked for in the rows of another node.
 *
 * @param value what was written
 * @param found whether the node's answer, which rests on it alone, was that value in time
 * @param took from the moment when all nodes went on
 */
record Arrival(Act act, String node, String value, boolean found, Duration took)
    implements Observation {
  @Override
  public String line() {
    return found
        ? "%s has '%s', the put at ONE of the minority, %s after all went on"
            .formatted(node, value, Observation.millis(took))
        : "%s has not got '%s' %s after all went on"
            .formatted(node, value, Observation.millis(took));
  }

  @Override
  public Optional<String> contradiction() {
    return found
        ? Optional.empty()
        : Optional.of("'" + value + "', acknowledged at ONE, was to come to " + node);
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "arrival");
    json.writeStringField("node", node);
    json.writeStringField("value", value);
    json.writeBooleanField("found", found);
    json.writeNumberField("elapsed_millis", took.toMillis());
  }
}
