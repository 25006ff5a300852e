package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kv demo} as a person runs it, on a cluster that {@code kv up} made. */
class DemoIT {
  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theTourShowsWhatItPromisesAndSaysSoWhenItCannot() throws Exception {
    assertEquals(0, kv("up", "--base-port", Integer.toString(freeBasePort())).code());
    AutoCloseable unused = lab.closing(() -> kv("down"));

    showsWhatIsServedAndWhatIsNot();
    failsWhenNoNodeIsStopped();
    letsAllNodesGoOnWhenItIsEnded();
  }

  private void showsWhatIsServedAndWhatIsNot() throws IOException, InterruptedException {
    Run run = kv("demo");
    assertEquals(0, run.code(), run::toString);
    Lab.measured("kv demo: %,d ms", run.millis());
    run.has("n\\d \\(process \\d+, stopped\\) did not answer a question within .* ms");
    run.has(".* ms after n\\d was stopped n\\d served a STRONG put, as leader of term .*");
    run.has("EVENTUAL +put ONE +ok +(n\\d): stored by \\1, 1 needed, kept for n\\d.*");
    run.has("the STRONG put of 'act 3', which ended as \\w+, has .*happened.*: the row is 'act .'");
    run.has("n3 has 'act 3', the put at ONE of the minority, .* ms after all went on");
    run.has("the replicas on n1, n2, n3 are equal .* ms after all went on .*");
    run.has("STRONG +get STRONG +ok +ok +refused UNAVAILABLE +ok");
    run.has("STRONG +get EVENTUAL +ok +ok +ok +ok");
    run.has("EVENTUAL +put MAJORITY +ok +ok +(unknown|refused UNAVAILABLE) +ok");
    run.has("EVENTUAL +put ONE +ok +ok +ok +ok");
    allNodesServeAndNothingIsLeft();
  }

  private void failsWhenNoNodeIsStopped() throws IOException, InterruptedException {
    Run run = kv("demo", "--no-stop");
    assertEquals(3, run.code(), run::toString);
    run.has("kv: did not happen: (n\\d) was to be stopped, but it answered in \\d+ ms");
    run.has("kv: did not happen: another node than (n\\d) was to lead, but \\1 served .*");
    run.has("kv: did not happen: EVENTUAL put ALL was not to be served with n\\d stopped, .*");
    allNodesServeAndNothingIsLeft();
  }

  /** By SIGTERM here: Ctrl-C comes to the same hook. */
  private void letsAllNodesGoOnWhenItIsEnded() throws IOException, InterruptedException {
    Path out = output();
    Process demo = start(out, "demo");
    Lab.AWAIT.until(
        () -> "a node is stopped: " + read(out),
        Lab.LONGEST,
        () -> read(out).contains("stopped) "));
    demo.destroy();
    assertTrue(demo.waitFor(1, TimeUnit.MINUTES), "it ends");
    assertTrue(read(out).contains(") goes on\n"), () -> read(out));
    awaitService();
  }

  private void allNodesServeAndNothingIsLeft() {
    awaitService();
    assertFalse(kv("keyspace", "list").text().contains("demo-"), "the keyspaces are dropped");
  }

  private void awaitService() {
    Lab.AWAIT.until(() -> kv("status").text(), Lab.LONGEST, () -> kv("status").code() == 0);
  }

  /** What a command printed on both streams, and how it ended. */
  private record Run(int code, String text, long millis) {
    void has(String line) {
      assertTrue(
          text.lines().anyMatch(printed -> printed.strip().matches(line)),
          () -> "no line is '" + line + "' in:\n" + text);
    }
  }

  private Run kv(String... words) {
    try {
      Path out = output();
      long begun = System.nanoTime();
      int code = start(out, words).waitFor();
      return new Run(code, read(out), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Process start(Path out, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.capstan.client.shell.Kv");
    command.addAll(Arrays.asList(words));
    var builder = new ProcessBuilder(command);
    builder.environment().put("KV_HOME", lab.directory("kv").toAbsolutePath().toString());
    builder.environment().put("XDG_STATE_HOME", lab.directory("state").toAbsolutePath().toString());
    return builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
  }

  private Path output() throws IOException {
    Files.createDirectories(lab.directory("out"));
    return Files.createTempFile(lab.directory("out"), "kv", ".txt");
  }

  private static String read(Path out) {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Of {@code kv up --base-port}: three ports each from there, from 100 and from 200 above. */
  private static int freeBasePort() {
    return IntStream.iterate(13_000, port -> port < 32_000, port -> port + 7)
        .filter(
            base ->
                Stream.of(0, 1, 2, 100, 101, 102, 200, 201, 202)
                    .allMatch(offset -> isFree(base + offset)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
