package io.capstan.client.shell.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds a program that takes another one off this terminal, so that it outlives it. */
public final class Detacher {
  private Detacher() {}

  /**
   * The words to put before a command line.
   *
   * @param environment whose {@code PATH} is searched
   * @return empty when there is none
   */
  public static List<String> find(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    return Stream.of("setsid", "nohup")
        .filter(
            program ->
                Stream.of(path.split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))))
        .limit(1)
        .toList();
  }
}
