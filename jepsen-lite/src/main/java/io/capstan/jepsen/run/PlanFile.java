package io.capstan.jepsen.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import io.capstan.jepsen.run.Plan.Step;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans as JSON: one object with {@code target}, {@code backend}, {@code workload}, {@code lanes},
 * {@code nodes}, {@code processes}, {@code rate}, {@code millis}, {@code seed} and {@code faults},
 * a list of objects with {@code fault}, {@code at_millis}, {@code for_millis} and {@code on}. Only
 * {@code on} may be left out.
 */
public final class PlanFile {
  private static final JsonFactory JSON = new JsonFactory();

  private PlanFile() {}

  public static void write(Plan plan, Writer out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("target", plan.target());
      json.writeStringField("backend", plan.backend());
      json.writeStringField("workload", plan.workload());
      writeNames(json, "lanes", plan.lanes());
      json.writeNumberField("nodes", plan.nodes());
      json.writeNumberField("processes", plan.processes());
      json.writeNumberField("rate", plan.ratePerLane());
      json.writeNumberField("millis", plan.length().toMillis());
      json.writeNumberField("seed", plan.seed());
      json.writeArrayFieldStart("faults");
      for (Step step : plan.steps()) {
        write(step, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void write(Step step, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("fault", step.fault());
    json.writeNumberField("at_millis", step.at().toMillis());
    json.writeNumberField("for_millis", step.length().toMillis());
    writeNames(json, "on", step.on());
    json.writeEndObject();
  }

  private static void writeNames(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  /**
   * The inverse of {@link #write}.
   *
   * @throws MalformedHistoryException with line and column, for anything else
   */
  public static Plan read(Reader in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      return new Reading(json).plan();
    } catch (JsonProcessingException e) {
      Position at = new Position(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new MalformedHistoryException(at, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static final class Reading {
    private final JsonParser json;

    Reading(JsonParser json) {
      this.json = json;
    }

    /** Reads a field's value. */
    private interface Field {
      void read(String name) throws IOException;
    }

    Plan plan() throws IOException {
      PlanFields fields = new PlanFields();
      json.nextToken();
      object(
          name -> {
            switch (name) {
              case "target" -> fields.target = text();
              case "backend" -> fields.backend = text();
              case "workload" -> fields.workload = text();
              case "lanes" -> fields.lanes = names();
              case "nodes" -> fields.nodes = (int) number(1, 100);
              case "processes" -> fields.processes = (int) number(1, 1_000);
              case "rate" -> fields.rate = (int) number(1, 1_000_000);
              case "millis" -> fields.millis = number(1, Duration.ofDays(1).toMillis());
              case "seed" -> fields.seed = number(Long.MIN_VALUE, Long.MAX_VALUE);
              case "faults" -> fields.steps = steps();
              default -> throw refusal("unknown field \"" + name + "\"");
            }
          });
      if (json.nextToken() != null) {
        throw refusal("more than one object");
      }
      return new Plan(
          present(fields.target, "target"),
          present(fields.backend, "backend"),
          present(fields.workload, "workload"),
          fields.lanes,
          (int) present(fields.nodes, "nodes"),
          (int) present(fields.processes, "processes"),
          (int) present(fields.rate, "rate"),
          Duration.ofMillis(present(fields.millis, "millis")),
          fields.seed,
          fields.steps);
    }

    private List<Step> steps() throws IOException {
      List<Step> steps = new ArrayList<>();
      require(json.currentToken() == JsonToken.START_ARRAY, "a list is wanted");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        steps.add(step());
      }
      return steps;
    }

    private Step step() throws IOException {
      StepFields fields = new StepFields();
      object(
          name -> {
            switch (name) {
              case "fault" -> fields.fault = text();
              case "at_millis" -> fields.atMillis = number(0, Duration.ofDays(1).toMillis());
              case "for_millis" -> fields.forMillis = number(1, Duration.ofDays(1).toMillis());
              case "on" -> fields.on = names();
              default -> throw refusal("unknown field \"" + name + "\" of a fault");
            }
          });
      require(fields.atMillis >= 0, "\"at_millis\" is missing");
      return new Step(
          present(fields.fault, "fault"),
          Duration.ofMillis(fields.atMillis),
          Duration.ofMillis(present(fields.forMillis, "for_millis")),
          fields.on);
    }

    private void object(Field field) throws IOException {
      require(json.currentToken() == JsonToken.START_OBJECT, "an object is wanted");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        field.read(name);
      }
    }

    private List<String> names() throws IOException {
      List<String> names = new ArrayList<>();
      require(json.currentToken() == JsonToken.START_ARRAY, "a list is wanted");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        names.add(text());
      }
      return names;
    }

    private String text() throws IOException {
      require(json.currentToken() == JsonToken.VALUE_STRING, "a text is wanted");
      return json.getText();
    }

    private long number(long min, long max) throws IOException {
      require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, "a whole number is wanted");
      long number = json.getLongValue();
      require(number >= min && number <= max, number + " is not from " + min + " to " + max);
      return number;
    }

    private String present(String text, String name) {
      require(!text.isEmpty(), "\"" + name + "\" is missing");
      return text;
    }

    private long present(long number, String name) {
      require(number > 0, "\"" + name + "\" is missing");
      return number;
    }

    private void require(boolean holds, String problem) {
      if (!holds) {
        throw refusal(problem);
      }
    }

    private MalformedHistoryException refusal(String problem) {
      var at = json.currentTokenLocation();
      return new MalformedHistoryException(
          new Position(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr())), problem);
    }
  }

  /** What was read so far; empty and 0: not yet. */
  private static final class PlanFields {
    private String target = "";
    private String backend = "";
    private String workload = "";
    private List<String> lanes = List.of();
    private int nodes;
    private int processes;
    private int rate;
    private long millis;
    private long seed;
    private List<Step> steps = List.of();
  }

  /** What was read so far; empty, 0 and -1: not yet. */
  private static final class StepFields {
    private String fault = "";
    private long atMillis = -1;
    private long forMillis;
    private List<String> on = List.of();
  }
}
