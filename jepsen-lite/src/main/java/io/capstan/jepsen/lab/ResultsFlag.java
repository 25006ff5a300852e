package io.capstan.jepsen.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the lines of a lab are. */
final class ResultsFlag {
  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "The file of results, with logs in FILE.lab; without it docs/results/NAME.jsonl of the"
              + " checkout, with logs in target/lab.")
  private @Nullable Path file;

  LabFiles choose(String lab, Installation installation) {
    return LabFiles.choose(lab, file, installation);
  }

  boolean isGiven() {
    return file != null;
  }
}
