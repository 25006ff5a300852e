package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a single command pays for the shell: nothing. */
final class ClassesLoadedTest {
  @TempDir private Path directory;

  @Test
  void onlyAShellThatSomebodyTypesInLoadsJLine() throws Exception {
    for (List<String> words :
        List.of(List.of("version"), List.of("help"), List.of("shell", "-e", "version"))) {
      String classes = loadedBy(words);
      assertTrue(classes.contains("io.capstan.client.shell.Kv "), words::toString);
      assertFalse(classes.contains("org.jline"), words::toString);
    }
  }

  @Test
  void aSingleCommandLoadsNothingOfTheShell() throws Exception {
    List<String> ofTheShell =
        loadedBy(List.of("version"))
            .lines()
            .filter(line -> line.contains("io.capstan.client.shell.interactive."))
            .filter(line -> !line.contains(".ShellCommand"))
            .toList();
    assertEquals(List.of(), ofTheShell, "beside the command itself");
  }

  private String loadedBy(List<String> words) throws IOException, InterruptedException {
    Path log = directory.resolve("classes");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.capstan.client.shell.Kv"));
    command.addAll(words);
    Process kv =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertTrue(kv.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, kv.exitValue(), Files.readString(directory.resolve("out")));
    return Files.readString(log);
  }
}
