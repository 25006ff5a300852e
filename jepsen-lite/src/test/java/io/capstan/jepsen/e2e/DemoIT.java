package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kv demo} as a person runs it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DemoIT {
  @RegisterExtension final Lab lab = new Lab();

  @Test
  void theTourShowsWhatItPromises() throws Exception {
    Path runs = lab.directory("runs");
    Run run = demo("--out", runs.toString());
    assertEquals(0, run.code(), run::toString);
    Lab.measured("kv demo: %,d ms", run.millis());
    run.has(
        ".* (n\\d->n\\d, ){3}n\\d->n\\d are silent: no canary came later than .* after the cut");
    run.has(".* n\\d serves a STRONG put after .* ms, as leader of term \\d+ \\(before: n\\d\\)");
    run.has(".* beside (n\\d): EVENTUAL put ONE +ok +'minority' by \\1: stored by \\1, 1 needed.*");
    run.has(".* row 'register' .*: 'before' beside n\\d .*, 'majority' beside n\\d .*");
    run.has(".* have healed: a canary arrived on each .* ms after the healing");
    run.has(".* the STRONG put of 'minority' beside n\\d, which ended as .*: its row is '.*'");
    run.has(".* the replicas on all nodes are equal .* ms after the healing .*");
    run.has("STRONG +get STRONG +ok +refused \\w+ +ok +ok");
    run.has("STRONG +get EVENTUAL +ok +ok +ok +ok");
    run.has("EVENTUAL +put MAJORITY +ok +(unknown|refused UNAVAILABLE) +ok +ok");
    run.has("VALID +eventual-one .*");
    run.has(".* the run is VALID; its report: .*/report.html");
    assertTrue(Files.exists(runs.resolve("latest/report.html")));
    assertNothingIsLeft();
  }

  @Test
  void withoutAPartitionItSaysWhatDidNotHappen() throws Exception {
    Run run = demo("--no-partition", "--out", lab.directory("runs").toString());
    assertEquals(3, run.code(), run::toString);
    run.has("kv: did not happen: the links .* were to be cut, but canaries go on to arrive on .*");
    run.has("kv: did not happen: another node than (n\\d) was to lead, but \\1 served .*");
    run.has("kv: did not happen: STRONG put beside n\\d was not to be served, but was");
    run.has("kv: did not happen: the sides were to differ in .*");
    assertFalse(Files.exists(lab.directory("runs")), "there is no report card");
    assertNothingIsLeft();
  }

  /** By SIGTERM here: Ctrl-C comes to the same hook. */
  @Test
  void whenItIsEndedNothingIsLeft() throws Exception {
    Path out = output();
    Process demo = start(out);
    Lab.AWAIT.until(
        () -> "links are cut: " + read(out), Lab.LONGEST, () -> read(out).contains("are silent"));
    List<ProcessHandle> nodes = demo.descendants().filter(DemoIT::isServer).toList();
    assertEquals(3, nodes.size());
    demo.destroy();
    assertTrue(demo.waitFor(1, TimeUnit.MINUTES), "it ends");
    assertFalse(read(out).contains("did not happen"), () -> read(out));
    assertTrue(nodes.stream().noneMatch(ProcessHandle::isAlive), "no node runs on");
    assertNothingIsLeft();
  }

  /** The others watch over servers. */
  private static boolean isServer(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary())) {
      assertEquals(
          List.of(),
          left.filter(path -> path.getFileName().toString().startsWith("kv-demo-")).toList());
    }
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(lab.directory("tmp")).toAbsolutePath();
  }

  /** What a command printed on both streams, and how it ended. */
  private record Run(int code, String text, long millis) {
    void has(String line) {
      assertTrue(
          text.lines().anyMatch(printed -> printed.strip().matches(line)),
          () -> "no line is '" + line + "' in:\n" + text);
    }
  }

  private Run demo(String... words) throws IOException, InterruptedException {
    Path out = output();
    long begun = System.nanoTime();
    int code = start(out, words).waitFor();
    return new Run(code, read(out), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private Process start(Path out, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djava.io.tmpdir=" + temporary());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.capstan.client.shell.Kv", "demo"));
    command.addAll(Arrays.asList(words));
    var builder = new ProcessBuilder(command);
    Process demo = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    AutoCloseable unused = lab.closing(demo::destroy);
    return demo;
  }

  private Path output() throws IOException {
    return Files.createTempFile(temporary(), "out", ".txt");
  }

  private static String read(Path out) {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
