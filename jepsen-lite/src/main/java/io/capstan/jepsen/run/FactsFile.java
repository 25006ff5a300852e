package io.capstan.jepsen.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@link Facts} as JSON: one object. Times are by the clock of the run's history, in ns; what was
 * never seen is left out.
 */
public final class FactsFile {
  private static final JsonFactory JSON = new JsonFactory();

  private FactsFile() {}

  public static void write(Facts facts, Writer out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("version", facts.version());
      json.writeStringField("begun", facts.begun().toString());
      json.writeNumberField("min_ok", facts.enough().acknowledgedMin());
      json.writeNumberField("min_ok_under_fault", facts.enough().underFaultMin());
      json.writeNumberField("min_last_reads", facts.enough().finalReadsMin());
      writeTexts(json, "nodes", facts.nodes());
      json.writeNumberField("quiet_nanos", facts.quietNanos());
      json.writeBooleanField("settled", facts.settled());
      json.writeArrayFieldStart("lanes");
      for (Lane lane : facts.lanes()) {
        write(lane, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("faults");
      for (Nemesis.Outcome outcome : facts.outcomes()) {
        write(outcome, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void write(Lane lane, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", lane.name());
    json.writeStringField("mode", lane.mode());
    json.writeStringField("reads", lane.reads());
    writeTexts(json, "promised", lane.promised().stream().map(Guarantee::word).sorted().toList());
    if (lane.stalenessMax().isPresent()) {
      json.writeNumberField("staleness_nanos_max", lane.stalenessMax().get().toNanos());
    }
    json.writeBooleanField("conditional", lane.conditional());
    json.writeBooleanField("sessions_per_key", lane.sessionsPerKey());
    json.writeBooleanField("local_reads", lane.localReads());
    writeTexts(json, "levels", lane.levels().stream().sorted().toList());
    json.writeEndObject();
  }

  private static void write(Nemesis.Outcome outcome, JsonGenerator json) throws IOException {
    Injection fault = outcome.injection();
    json.writeStartObject();
    json.writeStringField("fault", fault.fault());
    json.writeStringField("what", fault.what());
    writeTexts(json, "links", fault.links().stream().sorted().map(Link::toString).toList());
    writeTexts(json, "nodes", fault.nodes().stream().sorted().toList());
    json.writeArrayFieldStart("sides");
    for (Set<String> side : fault.sides()) {
      writeTexts(json, side.stream().sorted().toList());
    }
    json.writeEndArray();
    json.writeNumberField("injected_nanos", fault.injectedNanos());
    write(json, "bit_nanos", fault.bitNanos());
    json.writeNumberField("ended_nanos", fault.endedNanos());
    write(json, "healed_nanos", fault.healedNanos());
    if (fault.leaderBefore().isPresent()) {
      json.writeStringField("leader_before", fault.leaderBefore().get());
    }
    if (fault.leaderAfter().isPresent()) {
      json.writeStringField("leader_after", fault.leaderAfter().get());
    }
    json.writeStringField("evidence", fault.evidence());
    json.writeArrayFieldStart("link_times");
    for (Nemesis.LinkTimes times : outcome.links()) {
      write(times, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Nemesis.LinkTimes times, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("fault_number", times.injection());
    json.writeStringField("link", times.link().toString());
    write(json, "bit_nanos", times.bitNanos());
    write(json, "healed_nanos", times.healedNanos());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, OptionalLong nanos)
      throws IOException {
    if (nanos.isPresent()) {
      json.writeNumberField(name, nanos.getAsLong());
    }
  }

  private static void writeTexts(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeFieldName(name);
    writeTexts(json, texts);
  }

  private static void writeTexts(JsonGenerator json, Collection<String> texts) throws IOException {
    json.writeStartArray();
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * The inverse of {@link #write(Facts, Writer)}.
   *
   * @throws MalformedHistoryException with line and column, for anything else
   */
  public static Facts read(Reader in) throws IOException {
    JsonObject json = JsonObject.read(in);
    return new Facts(
        json.text("version"),
        json.parsed("begun", Instant::parse),
        new Sufficiency(
            (int) json.number("min_ok"),
            (int) json.number("min_ok_under_fault"),
            (int) json.number("min_last_reads")),
        json.objects("lanes").stream().map(FactsFile::lane).toList(),
        json.texts("nodes"),
        json.objects("faults").stream().map(FactsFile::outcome).toList(),
        json.number("quiet_nanos"),
        json.flag("settled"));
  }

  private static Lane lane(JsonObject json) {
    return new Lane(
        json.text("name"),
        json.text("mode"),
        json.text("reads"),
        new HashSet<>(json.parsedAll("promised", Guarantee::of)),
        json.optionalNumber("staleness_nanos_max").stream().mapToObj(Duration::ofNanos).findFirst(),
        json.flag("conditional"),
        json.flag("sessions_per_key"),
        json.flag("local_reads"),
        new HashSet<>(json.texts("levels")));
  }

  private static Nemesis.Outcome outcome(JsonObject json) {
    List<Set<String>> sides = new ArrayList<>();
    json.textLists("sides").forEach(side -> sides.add(Set.copyOf(side)));
    Injection injection =
        new Injection(
            json.text("fault"),
            json.text("what"),
            new HashSet<>(json.parsedAll("links", Link::parse)),
            new HashSet<>(json.texts("nodes")),
            sides,
            json.number("injected_nanos"),
            json.optionalNumber("bit_nanos"),
            json.number("ended_nanos"),
            json.optionalNumber("healed_nanos"),
            json.optionalText("leader_before"),
            json.optionalText("leader_after"),
            json.text("evidence"));
    return new Nemesis.Outcome(
        injection, json.objects("link_times").stream().map(FactsFile::linkTimes).toList());
  }

  private static Nemesis.LinkTimes linkTimes(JsonObject json) {
    return new Nemesis.LinkTimes(
        (int) json.number("fault_number"),
        json.parsed("link", Link::parse),
        json.optionalNumber("bit_nanos"),
        json.optionalNumber("healed_nanos"));
  }
}
