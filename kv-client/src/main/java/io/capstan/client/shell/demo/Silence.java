package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A node that was to be stopped, asked how it is.
 *
 * @param process the node's, when it was stopped; empty: it was not
 * @param answered whether it did
 * @param took until the answer, or until nobody waited any longer
 */
record Silence(Act act, String node, Optional<Long> process, boolean answered, Duration took)
    implements Observation {
  @Override
  public String line() {
    String who = process.map(pid -> node + " (process " + pid + ", stopped)").orElse(node);
    return answered
        ? who + " answered a question in " + Observation.millis(took)
        : who + " did not answer a question within " + Observation.millis(took);
  }

  @Override
  public Optional<String> contradiction() {
    return answered
        ? Optional.of(node + " was to be stopped, but it answered in " + Observation.millis(took))
        : Optional.empty();
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "silence");
    json.writeStringField("node", node);
    if (process.isPresent()) {
      json.writeNumberField("stopped_process", process.get());
    }
    json.writeBooleanField("answered", answered);
    json.writeNumberField("elapsed_millis", took.toMillis());
  }
}
