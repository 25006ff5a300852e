package io.capstan.jepsen.report;

import io.capstan.jepsen.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the reports of the sample runs into a directory, to be looked at. */
final class WriteSamples {
  private WriteSamples() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, RunResult> runs =
        Map.of(
            "partition", SampleRun.partition(),
            "broken", SampleRun.broken(),
            "unknown", SampleRun.tooLittle(),
            "calm", SampleRun.calm(),
            "large", SampleRun.large(),
            "hostile",
                SampleRun.hostile("<script>alert('x')</script> \u202e\"&amp; \u0007\033[31m"));
    for (Map.Entry<String, RunResult> run : runs.entrySet()) {
      Path directory = Files.createDirectories(Path.of(arguments[0], run.getKey()));
      Report.write(run.getValue(), "kv jepsen replay 1", directory);
      System.out.println("== " + run.getKey());
      TextReport.print(run.getValue(), System.out, arguments.length > 1);
    }
  }
}
