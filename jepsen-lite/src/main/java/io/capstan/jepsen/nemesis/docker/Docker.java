package io.capstan.jepsen.nemesis.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program {@code docker}, run once for each command. */
final class Docker {
  static final String PROGRAM = "docker";

  private Docker() {}

  /** The same with the words of a list. */
  static String run(List<String> words) {
    return run(words.toArray(String[]::new));
  }

  /**
   * Runs a command to its end.
   *
   * @param words of the command, such as {@code ps} and {@code -a}
   * @return what it printed, without white space around it
   * @throws DockerException when there is no such program, or it fails
   */
  static String run(String... words) {
    Process process = start(false, words);
    String printed = read(process.getInputStream());
    requireSuccess(process, words, read(process.getErrorStream()));
    return printed;
  }

  /** The same, for what it prints on its standard error too. */
  static String runForBoth(String... words) {
    Process process = start(true, words);
    String printed = read(process.getInputStream());
    requireSuccess(process, words, printed);
    return printed;
  }

  private static Process start(boolean both, String... words) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(Arrays.asList(words));
    try {
      return new ProcessBuilder(command).redirectErrorStream(both).start();
    } catch (IOException e) {
      throw new DockerException("the program docker cannot be run: " + e.getMessage(), e);
    }
  }

  private static String read(InputStream output) {
    try (output) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new DockerException("what docker printed cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireSuccess(Process process, String[] words, String said) {
    try {
      if (process.waitFor() != 0) {
        throw new DockerException("docker %s: %s".formatted(String.join(" ", words), said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while docker ran", e);
    }
  }
}
