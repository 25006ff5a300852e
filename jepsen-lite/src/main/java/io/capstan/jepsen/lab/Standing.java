package io.capstan.jepsen.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the latest run of a lab is.
 *
 * @param running whether it goes on
 * @param done the newest line of each of its seeds
 * @param objections what is to be said against them
 */
record Standing(
    String lab, RunState run, boolean running, List<ResultLine> done, List<String> objections) {
  Standing {
    done = List.copyOf(done);
    objections = List.copyOf(objections);
  }

  /** Empty when it never ran, or its files are gone. */
  static Optional<Standing> of(Lab lab, LabFiles files) {
    return RunState.read(files.state()).map(run -> of(lab, files, run));
  }

  private static Standing of(Lab lab, LabFiles files, RunState run) {
    // Asked first: of a run that ends meanwhile all lines are seen.
    boolean running = ResultsFile.isOpen(files.results());
    List<ResultLine> lines = ResultsFile.read(files.results());
    List<ResultLine> done = List.copyOf(run.done(lab.name(), lines).values());
    return new Standing(lab.name(), run, running, done, lab.objections(done));
  }

  /** Whether nothing is to be said against it, and no seed is left that nobody works at. */
  boolean isWell() {
    return objections.isEmpty() && (running || done.size() == run.seeds().count());
  }

  String state() {
    if (running) {
      return "process " + run.pid();
    }
    return done.size() == run.seeds().count() ? "finished" : "ended early";
  }

  String progress() {
    return done.size() + " of " + run.seeds().count();
  }

  String verdicts() {
    return verdicts(done, objections);
  }

  /** How many of each verdict, and what is to be said against them. */
  static String verdicts(Collection<ResultLine> lines, List<String> objections) {
    String counts =
        counts(lines).entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    return Stream.concat(Stream.of(counts), objections.stream()).collect(Collectors.joining("; "));
  }

  private static Map<String, Long> counts(Collection<ResultLine> lines) {
    return lines.stream()
        .collect(
            Collectors.groupingBy(
                line -> line.outcome().verdict(), TreeMap::new, Collectors.counting()));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("lab", lab);
    json.writeBooleanField("running", running);
    if (running) {
      json.writeNumberField("pid", run.pid());
    }
    json.writeStringField("commit", run.commit());
    json.writeStringField("seeds", run.seeds().toString());
    json.writeNumberField("done", done.size());
    json.writeNumberField("of", run.seeds().count());
    json.writeArrayFieldStart("objections");
    for (String objection : objections) {
      json.writeString(objection);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("verdicts");
    for (Map.Entry<String, Long> count : counts(done).entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
