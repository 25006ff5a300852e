package io.capstan.jepsen.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the latest run of a lab is.
 *
 * @param running whether it goes on
 * @param done the newest line of each of its seeds
 */
record Standing(String lab, RunState run, boolean running, List<ResultLine> done) {
  Standing {
    done = List.copyOf(done);
  }

  /** Empty when it never ran, or its files are gone. */
  static Optional<Standing> of(LabFiles files) {
    return RunState.read(files.state()).map(run -> of(files, run));
  }

  private static Standing of(LabFiles files, RunState run) {
    // Asked first: of a run that ends meanwhile all lines are seen.
    boolean running = ResultsFile.isOpen(files.results());
    List<ResultLine> lines = ResultsFile.read(files.results());
    return new Standing(
        files.lab(), run, running, List.copyOf(run.done(files.lab(), lines).values()));
  }

  /** Whether nothing was other than expected, and no seed is left that nobody works at. */
  boolean isWell() {
    return done.stream().allMatch(line -> line.outcome().asExpected())
        && (running || done.size() == run.seeds().count());
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

  /** How many of each verdict, those that were not as expected apart. */
  static String verdicts(Collection<ResultLine> lines) {
    String counts =
        counts(lines).entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    long unexpected = unexpected(lines);
    return unexpected == 0 ? counts : counts + "; " + unexpected + " not as expected";
  }

  private static Map<String, Long> counts(Collection<ResultLine> lines) {
    return lines.stream()
        .collect(
            Collectors.groupingBy(
                line -> line.outcome().verdict(), TreeMap::new, Collectors.counting()));
  }

  private static long unexpected(Collection<ResultLine> lines) {
    return lines.stream().filter(line -> !line.outcome().asExpected()).count();
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
    json.writeNumberField("unexpected", unexpected(done));
    json.writeObjectFieldStart("verdicts");
    for (Map.Entry<String, Long> count : counts(done).entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
