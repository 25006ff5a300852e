package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code kv lab} through the launcher of a distribution, detached and killed. */
class LabIT {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Pattern PROCESS = Pattern.compile("runs as process (\\d+), seeds 1\\.\\.3");
  private static final Pattern SEED = Pattern.compile("\"seed\":(\\d+),");

  @RegisterExtension final Lab lab = new Lab();

  @TempDir private Path directory = Path.of("");
  private Path results = Path.of("");

  /** The launcher takes it for a distribution, of which the one jar names the tests' classes. */
  @BeforeEach
  void unpackDistribution() throws IOException {
    results = directory.resolve("results.jsonl");
    Files.copy(launcher(), directory.resolve("kv"));
    assertTrue(directory.resolve("kv").toFile().setExecutable(true));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    Path jar = Files.createDirectory(directory.resolve("lib")).resolve("kv.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream written = new JarOutputStream(out, manifest)) {
      written.finish();
    }
  }

  private static Path launcher() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve("kv"))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow();
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aKilledLabLosesTheSeedUnderWayAndResumesToOneLineASeed() throws Exception {
    long killed = start();
    awaitLines(1);
    assertEquals(5, kv("lab", "checker").code(), "a second one at once");
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    Lab.AWAIT.until(() -> status(), LONGEST, () -> status().contains("ended early"));
    Files.writeString(results, "{\"lab\":\"che", StandardOpenOption.APPEND);

    long resumed = start("--resume");
    AutoCloseable unused = lab.closing(() -> kv("lab", "stop", "checker"));
    assertTrue(resumed != killed);
    Lab.AWAIT.until(() -> status(), LONGEST, () -> status().contains("finished"));
    assertEquals(List.of(1L, 2L, 3L), seeds().stream().sorted().toList());
    assertEquals(0, kv("lab", "status").code());
  }

  private long start(String... options) {
    List<String> words = new ArrayList<>(List.of("lab", "checker", "--seeds", "1..3"));
    words.addAll(List.of(options));
    Run run = kv(words.toArray(String[]::new));
    Matcher matcher = PROCESS.matcher(run.text());
    assertTrue(matcher.find(), run::text);
    return Long.parseLong(matcher.group(1));
  }

  private void awaitLines(int lines) {
    Lab.AWAIT.until(() -> status(), LONGEST, () -> seeds().size() >= lines);
  }

  private List<Long> seeds() {
    try {
      String text = Files.exists(results) ? Files.readString(results) : "";
      return SEED.matcher(text).results().map(found -> Long.parseLong(found.group(1))).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String status() {
    return kv("lab", "status", "checker").text();
  }

  private record Run(int code, String text) {}

  private Run kv(String... words) {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("kv").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("--results", results.toString()));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
