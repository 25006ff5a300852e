package io.capstan.jepsen.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A lane as a JSON object. */
final class LaneJson {
  private final LaneFacts facts;
  private final RunClock clock;

  LaneJson(LaneFacts facts, RunClock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    lane(json, facts.result().lane());
    ResultJson.verdict(json, facts.result().verdict());
    json.writeObjectFieldStart("sufficiency");
    ResultJson.verdict(json, facts.result().sufficiency());
    json.writeEndObject();
    json.writeObjectFieldStart("operations");
    counts(json, facts.ok(), facts.fail(), facts.info());
    json.writeEndObject();
    guarantees(json);
    services(json);
    if (facts.result().judgement().staleness().isPresent()) {
      staleness(json, facts.result().judgement().staleness().get());
    }
    rates(json);
    json.writeArrayFieldStart("keys");
    for (KeyFinding finding : facts.result().judgement().findings()) {
      finding(json, finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void lane(JsonGenerator json, Lane lane) throws IOException {
    json.writeStringField("name", lane.name());
    json.writeStringField("mode", lane.mode());
    json.writeStringField("reads", lane.reads());
    ResultJson.strings(
        json, "promised", lane.promised().stream().sorted().map(Guarantee::word).toList());
    if (lane.stalenessMax().isPresent()) {
      json.writeNumberField("staleness_max_ms", Numbers.millis(lane.stalenessMax().get()));
    }
    json.writeBooleanField("conditional", lane.conditional());
    json.writeBooleanField("sessions_per_key", lane.sessionsPerKey());
    json.writeBooleanField("local_reads", lane.localReads());
  }

  private static void counts(JsonGenerator json, int ok, int fail, int info) throws IOException {
    json.writeNumberField("ok", ok);
    json.writeNumberField("fail", fail);
    json.writeNumberField("info", info);
  }

  private void guarantees(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("guarantees");
    Map<Guarantee, Verdict> verdicts = facts.result().judgement().verdicts();
    for (Map.Entry<Guarantee, Verdict> entry : new TreeMap<>(verdicts).entrySet()) {
      json.writeObjectFieldStart(entry.getKey().word());
      json.writeBooleanField("promised", facts.promises(entry.getKey()));
      ResultJson.verdict(json, entry.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void services(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("service");
    for (Map.Entry<String, Service> entry : new TreeMap<>(facts.result().service()).entrySet()) {
      Service service = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      counts(json, service.ok(), service.fail(), service.info());
      if (service.ok() + service.fail() + service.info() > 0) {
        json.writeNumberField("availability", service.availability());
      }
      if (service.ok() > 0) {
        json.writeNumberField("p50_ms", Numbers.millis(service.latency(0.5)));
        json.writeNumberField("p99_ms", Numbers.millis(service.latency(0.99)));
        json.writeNumberField("max_ms", Numbers.millis(service.latency(1)));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void staleness(JsonGenerator json, Staleness staleness) throws IOException {
    json.writeObjectFieldStart("staleness");
    json.writeNumberField("reads", staleness.reads().size());
    json.writeNumberField("fresh", FreshCurve.fresh(staleness.reads()));
    json.writeNumberField("p50_ms", Numbers.millis(staleness.quantile(0.5)));
    json.writeNumberField("p99_ms", Numbers.millis(staleness.quantile(0.99)));
    json.writeNumberField("max_ms", Numbers.millis(staleness.quantile(1)));
    json.writeNumberField("versions", staleness.versions());
    json.writeArrayFieldStart("since_ack");
    for (FreshCurve.Step step : FreshCurve.of(staleness).steps()) {
      json.writeStartObject();
      json.writeNumberField("from_ms", step.from().toMillis());
      if (!step.last()) {
        json.writeNumberField("until_ms", step.until().toMillis());
      }
      json.writeNumberField("reads", step.reads());
      json.writeNumberField("fresh", step.fresh());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rates(JsonGenerator json) throws IOException {
    Slots slots = Slots.of(facts.result().operations(), clock);
    json.writeNumberField("slot_ms", slots.seconds() * 1000);
    json.writeArrayFieldStart("slots");
    for (Slots.Slot slot : slots.slots()) {
      json.writeStartObject();
      counts(json, slot.ok(), slot.fail(), slot.info());
      if (slot.ok() > 0) {
        json.writeNumberField("p50_ms", Numbers.millis(slot.median()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void finding(JsonGenerator json, KeyFinding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", finding.key());
    ResultJson.verdict(json, finding.verdict());
    json.writeNumberField("operations", finding.operations());
    json.writeStringField("method", finding.method());
    json.writeNumberField("steps", finding.steps());
    if (finding.witness().isPresent()) {
      KeyFinding.Witness witness = finding.witness().get();
      json.writeNumberField("failing_events", witness.failingEvents());
      json.writeBooleanField("shortest", witness.shortest());
      json.writeArrayFieldStart("conflict");
      for (Operation operation : witness.conflict()) {
        operation(json, operation);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void operation(JsonGenerator json, Operation operation) throws IOException {
    json.writeStartObject();
    json.writeNumberField("event", operation.start() + 1);
    json.writeNumberField("process", operation.invoke().process());
    json.writeStringField("node", operation.invoke().node());
    json.writeStringField("operation", operation.invoke().operation());
    json.writeStringField("key", operation.invoke().key());
    json.writeStringField("value", operation.invoke().value());
    json.writeStringField("type", Marks.word(operation.end().type()));
    json.writeStringField("told", operation.end().value());
    json.writeStringField("served_by", operation.end().node());
    json.writeStringField("receipt", operation.end().receipt());
    json.writeNumberField("from_ms", millis(operation.invoke().nanos()));
    json.writeNumberField("until_ms", millis(operation.end().nanos()));
    json.writeEndObject();
  }

  private double millis(long nanos) {
    return Numbers.millis(nanos - clock.originNanos());
  }
}
