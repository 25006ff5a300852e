package io.capstan.jepsen.report;

import io.capstan.client.shell.output.Json;
import io.capstan.jepsen.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files that say what a run showed. Thread safety: stateless. */
public final class Report {
  /** The page for people. */
  public static final String PAGE = "report.html";

  /** The same for programs; {@code docs/checker.md} says what is in it. */
  public static final String NUMBERS = "result.json";

  private Report() {}

  /**
   * Writes both files.
   *
   * @param replay the command line that does the same run again
   * @param directory exists
   * @throws java.nio.file.FileAlreadyExistsException when one of them is there: nothing is
   *     overwritten
   */
  public static void write(RunResult result, String replay, Path directory) throws IOException {
    writeNew(directory.resolve(NUMBERS), json(result, replay));
    writeNew(directory.resolve(PAGE), Page.of(result, replay));
  }

  /** What {@link #NUMBERS} holds. */
  public static String json(RunResult result, String replay) {
    return Json.text(new ResultJson(result, replay)::write) + "\n";
  }

  private static void writeNew(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}
