package io.capstan.jepsen.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.Nemesis.LinkTimes;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import java.io.IOException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;

/** A result as the fields of a JSON object; times in ms from the beginning of the run. */
final class ResultJson {
  private static final int FORMAT = 1;

  private final RunResult result;
  private final String replay;
  private final RunClock clock;

  ResultJson(RunResult result, String replay) {
    this.result = result;
    this.replay = replay;
    this.clock = RunClock.of(result);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", FORMAT);
    verdict(json, result.verdict());
    json.writeStringField("version", result.version());
    json.writeStringField("begun", result.begun().toString());
    json.writeStringField("replay", replay);
    json.writeNumberField("duration_ms", clock.seconds() * 1000);
    strings(json, "nodes", result.nodes());
    plan(json, result.plan());
    json.writeArrayFieldStart("faults");
    for (Injection injection : result.injections()) {
      fault(json, injection);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("links");
    for (LinkTimes link : result.links()) {
      link(json, link);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("lanes");
    for (LaneFacts lane : LaneFacts.of(result)) {
      new LaneJson(lane, clock).write(json);
    }
    json.writeEndArray();
  }

  static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStringField("verdict", Marks.word(verdict.kind()));
    json.writeStringField("reason", verdict.reason());
  }

  static void strings(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void plan(JsonGenerator json, Plan plan) throws IOException {
    json.writeObjectFieldStart("plan");
    json.writeStringField("target", plan.target());
    json.writeStringField("backend", plan.backend());
    json.writeStringField("workload", plan.workload());
    strings(json, "lanes", plan.lanes());
    json.writeNumberField("nodes", plan.nodes());
    json.writeNumberField("processes", plan.processes());
    json.writeNumberField("rate_per_lane", plan.ratePerLane());
    json.writeNumberField("length_ms", Numbers.millis(plan.length()));
    json.writeNumberField("seed", plan.seed());
    json.writeArrayFieldStart("steps");
    for (Plan.Step step : plan.steps()) {
      json.writeStartObject();
      json.writeStringField("fault", step.fault());
      json.writeNumberField("at_ms", Numbers.millis(step.at()));
      json.writeNumberField("length_ms", Numbers.millis(step.length()));
      strings(json, "on", step.on());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void fault(JsonGenerator json, Injection fault) throws IOException {
    json.writeStartObject();
    json.writeStringField("fault", fault.fault());
    json.writeStringField("what", fault.what());
    strings(json, "links", fault.links().stream().map(Link::toString).sorted().toList());
    strings(json, "nodes", fault.nodes().stream().sorted().toList());
    json.writeArrayFieldStart("sides");
    for (Set<String> side : fault.sides()) {
      json.writeStartArray();
      for (String node : side.stream().sorted().toList()) {
        json.writeString(node);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    time(json, "injected_ms", OptionalLong.of(fault.injectedNanos()));
    time(json, "bit_ms", fault.bitNanos());
    time(json, "ended_ms", OptionalLong.of(fault.endedNanos()));
    time(json, "healed_ms", fault.healedNanos());
    json.writeStringField("leader_before", fault.leaderBefore().orElse(null));
    json.writeStringField("leader_after", fault.leaderAfter().orElse(null));
    json.writeStringField("evidence", fault.evidence());
    json.writeEndObject();
  }

  private void link(JsonGenerator json, LinkTimes link) throws IOException {
    json.writeStartObject();
    json.writeNumberField("fault", link.injection());
    json.writeStringField("from", link.link().from());
    json.writeStringField("to", link.link().to());
    time(json, "bit_ms", link.bitNanos());
    time(json, "healed_ms", link.healedNanos());
    json.writeEndObject();
  }

  private void time(JsonGenerator json, String name, OptionalLong nanos) throws IOException {
    if (nanos.isPresent()) {
      json.writeNumberField(name, Numbers.millis(nanos.getAsLong() - clock.originNanos()));
    } else {
      json.writeNullField(name);
    }
  }
}
