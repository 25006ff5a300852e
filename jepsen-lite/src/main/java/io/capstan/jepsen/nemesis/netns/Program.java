package io.capstan.jepsen.nemesis.netns;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Running one of the system's programs to its end. */
final class Program {
  private static final long SECONDS_MAX = 10;

  /** Where Debian has what only root is expected to run. */
  private static final String MORE_PROGRAMS = ":/usr/sbin:/sbin";

  private Program() {}

  /** A program that finds the system's others. */
  static ProcessBuilder of(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("PATH", environment.getOrDefault("PATH", "/usr/bin:/bin") + MORE_PROGRAMS);
    return builder;
  }

  /**
   * Feeds a script to a program.
   *
   * @param launcher as {@link Namespace#launcher}; empty: here
   * @throws NamespacesUnavailableException when it is not there, or fails
   */
  static void feed(List<String> launcher, List<String> program, String script) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(program);
    try {
      Process process = of(command).redirectErrorStream(true).start();
      try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
        input.write(script);
      }
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .strip()
              .replace("\n", "; ");
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new NamespacesUnavailableException(
            "%s: %s".formatted(String.join(" ", command), printed));
      }
    } catch (IOException e) {
      throw new NamespacesUnavailableException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command, e);
    }
  }
}
