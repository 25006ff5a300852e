package io.capstan.jepsen.checker.linear;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A row of the shared histories' manifest.
 *
 * @param millis Porcupine's time; NaN: not measured
 */
record SharedHistory(Path file, String model, String expected, double millis) {
  private static final String PROPERTY = "capstan.histories";

  /** Sibling of the checkout; a module's tests run in the module's directory. */
  private static final String USUAL = "../../shared/histories";

  /** The folder, if it is there. */
  static Optional<Path> folder() {
    return Optional.of(Path.of(System.getProperty(PROPERTY, USUAL)))
        .filter(folder -> Files.exists(folder.resolve("MANIFEST.tsv")));
  }

  static List<SharedHistory> all(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("MANIFEST.tsv"), UTF_8).stream()
        .skip(1)
        .map(line -> row(folder, line.split("\t", -1)))
        .toList();
  }

  private static SharedHistory row(Path folder, String[] columns) {
    double millis = columns[9].isBlank() ? Double.NaN : Double.parseDouble(columns[9]);
    String model = columns[1].replace("\"", "");
    return new SharedHistory(folder.resolve(columns[0]), model, columns[2], millis);
  }

  /** Whether it is of a kind that a key-value checker judges. */
  boolean judged() {
    return Specs.NAMES.contains(modelName())
        && !expected.startsWith("none")
        && !model.contains("serializable");
  }

  String modelName() {
    return model.split(" ", -1)[0];
  }

  boolean isKv() {
    return modelName().equals("kv");
  }

  Verdict.Kind expectedKind() {
    return expected.equals("true") ? Verdict.Kind.VALID : Verdict.Kind.INVALID;
  }

  History read() throws IOException {
    try (Reader in = Files.newBufferedReader(file, UTF_8)) {
      return HistoryReader.read(in);
    }
  }

  Spec<?> spec() throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, UTF_8)) {
      Format format = HistoryReader.guess(in);
      return Specs.named(modelName(), Specs.usualInitial(modelName(), format));
    }
  }
}
