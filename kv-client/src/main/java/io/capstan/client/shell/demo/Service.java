package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Puts into the STRONG keyspace, one after the other, until one was served.
 *
 * @param event what happened to the nodes before, such as "n1 was stopped"
 * @param leader who led before
 * @param tries how each put ended
 * @param servedBy the node that answered the last one, and its term; empty: none did in time
 * @param took from the event to the end of the last put
 */
record Service(
    Situation situation,
    String event,
    String leader,
    List<String> tries,
    Optional<ServedBy> servedBy,
    Duration took)
    implements Observation {
  Service {
    tries = List.copyOf(tries);
  }

  /** A leader that answered. */
  record ServedBy(String node, long term) {}

  @Override
  public Act act() {
    return situation.act();
  }

  @Override
  public String line() {
    String after = Observation.millis(took) + " after " + event;
    String before = tries.isEmpty() ? "" : "; puts before it: " + String.join(", ", tries);
    return servedBy
        .map(
            by ->
                "%s %s served a STRONG put, as leader of term %d (before: %s)%s"
                    .formatted(after, by.node(), by.term(), leader, before))
        .orElse(after + " no STRONG put had been served" + before);
  }

  @Override
  public Optional<String> contradiction() {
    if (servedBy.isEmpty()) {
      return Optional.of("a STRONG put was to be served with " + situation.nodes());
    }
    String by = servedBy.get().node();
    return situation.stopped().contains(by)
        ? Optional.of(
            "another node than " + by + " was to lead, but " + by + " served a STRONG put")
        : Optional.empty();
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "service");
    json.writeStringField("after", event);
    json.writeNumberField("elapsed_millis", took.toMillis());
    json.writeStringField("led_before", leader);
    if (servedBy.isPresent()) {
      json.writeStringField("served_by", servedBy.get().node());
      json.writeNumberField("term", servedBy.get().term());
    }
    json.writeArrayFieldStart("tries");
    for (String end : tries) {
      json.writeString(end);
    }
    json.writeEndArray();
  }
}
