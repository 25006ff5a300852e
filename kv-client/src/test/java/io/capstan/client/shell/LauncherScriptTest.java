package io.capstan.client.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts {@code kv}, with a Java that does nothing but write class archives. */
final class LauncherScriptTest {
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      for word; do
        case $word in -XX:ArchiveClassesAtExit=*) echo classes >"${word#*=}" ;; esac
      done
      """;

  /** Ends when the archive is there and its writer has let go of the lock, or after ten seconds. */
  private static final String RUN =
      """
      ./kv get key
      for try in $(seq 100); do
        ls "$XDG_CACHE_HOME"/capstan/kv-*-*.lock >/dev/null 2>&1 || break
        sleep 0.1
      done
      """;

  @TempDir private Path home;

  @Test
  void archivesNotUsedForAMonthGoWhenAnotherIsWritten() throws Exception {
    install();
    Path cache = Files.createDirectories(home.resolve("cache").resolve("capstan"));
    Path old = lastUsed(cache.resolve("kv-1-1.jsa"), 40);
    Path recent = lastUsed(cache.resolve("kv-2-2.jsa"), 20);
    Path foreign = lastUsed(cache.resolve("other.jsa"), 40);

    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", RUN)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile());
    builder.environment().put("JAVA_HOME", home.resolve("java").toString());
    builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
    Process process = builder.start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));

    assertEquals(3, archives(cache), () -> "one is new: " + log());
    assertTrue(Files.notExists(old));
    assertTrue(Files.exists(recent));
    assertTrue(Files.exists(foreign));
  }

  private void install() throws IOException {
    Path script = Path.of("..", "kv");
    Files.copy(script, home.resolve("kv"));
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib").resolve("kv.jar"));
    Path java = Files.createDirectories(home.resolve("java").resolve("bin")).resolve("java");
    Files.writeString(java, JAVA);
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(home.resolve("java").resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
  }

  private static Path lastUsed(Path archive, int daysAgo) throws IOException {
    Files.createFile(archive);
    FileTime time = FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo)));
    Files.getFileAttributeView(archive, BasicFileAttributeView.class).setTimes(time, time, null);
    return archive;
  }

  private static long archives(Path cache) throws IOException {
    try (var files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).count();
    }
  }

  private String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
