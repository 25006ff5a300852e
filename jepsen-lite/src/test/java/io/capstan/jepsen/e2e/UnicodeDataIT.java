package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.client.ScanPage;
import io.capstan.client.examples.LoadUnicodeData;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnicodeDataIT {
  private static final Path FILE = Path.of("/usr/share/unicode/UnicodeData.txt");
  private static final int LINES_BEFORE_THE_KILL = 3_000;

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void everyLineOfALargeFileArrivesThoughANodeDiesAndReturnsMeanwhile()
      throws IOException, InterruptedException {
    requireFile();
    List<String> lines = Files.readAllLines(FILE, UTF_8);
    ProcessCluster cluster = lab.cluster(3, Map.of());
    CapstanClient client = lab.client(cluster.addresses());

    long began = System.nanoTime();
    Process loader = load(cluster);
    ServerProcess victim = killInTheMiddle(cluster, client, lines);
    assertTrue(loader.isAlive(), "the load was over before the node was killed");
    victim.start();
    assertTrue(loader.waitFor(2, TimeUnit.MINUTES), "the load does not end");
    long loaded = System.nanoTime();
    assertEquals(0, loader.exitValue(), "the loader's exit code");
    cluster.awaitReady();

    SessionToken written = rewriteLast(cluster, lines);
    String leader = Lab.leader(cluster, 0).id();
    List<String> expected = lines.stream().sorted().toList();
    for (ServerProcess node : cluster.nodes()) {
      assertScan(expected, node, scan(node, written, Level.STRONG), leader);
      assertScan(expected, node, scan(node, written, Level.SESSION), node.id());
    }
    measured(
        "UnicodeData.txt: %d lines loaded in %d ms, the leader killed and restarted meanwhile;"
            + " 6 scans equal, each SESSION scan served by the node it went through",
        lines.size(), TimeUnit.NANOSECONDS.toMillis(loaded - began));
  }

  private static void requireFile() {
    String message = FILE + " is missing; apt-get install -y unicode-data";
    if (Files.exists(FILE)) {
      return;
    }
    assertTrue(!"true".equals(System.getenv("CI")), message);
    System.out.println("[skipped] UnicodeDataIT: " + message);
    assumeTrue(false, message);
  }

  private Process load(ProcessCluster cluster) throws IOException {
    Process loader =
        new ProcessBuilder(
                ServerJvm.ofThisProcess()
                    .command(
                        LoadUnicodeData.class.getName(),
                        List.of(String.join(",", cluster.addresses()), FILE.toString(), "strong")))
            .redirectErrorStream(true)
            .redirectOutput(cluster.node("n1").plan().directory().resolve("loader.log").toFile())
            .start();
    lab.closing(loader::destroyForcibly);
    return loader;
  }

  /** Kills the leader once a line some way into the file has arrived. */
  private static ServerProcess killInTheMiddle(
      ProcessCluster cluster, CapstanClient client, List<String> lines) {
    byte[] key = key(lines.get(LINES_BEFORE_THE_KILL));
    Keyspace keyspace =
        client.keyspace("strong").with(RequestOptions.DEFAULT.withLevel(Level.EVENTUAL));
    ServerProcess leader = Lab.leader(cluster, 0);
    Lab.AWAIT.until(
        () -> "line " + LINES_BEFORE_THE_KILL + " has arrived",
        Lab.LONGEST,
        () -> keyspace.get(key).value().isPresent());
    leader.kill();
    return leader;
  }

  /**
   * Puts the last line once more. Returns the token of a session that did nothing else: with one
   * shard it covers all that was written before.
   */
  private SessionToken rewriteLast(ProcessCluster cluster, List<String> lines) {
    CapstanClient writer = lab.client(cluster.addresses());
    String line = lines.get(lines.size() - 1);
    var unused = writer.keyspace("strong").put(key(line), line.getBytes(UTF_8));
    return writer.session().token();
  }

  /** Scans through one node: it is the client's only seed, and preferred. */
  private List<ScanPage> scan(ServerProcess node, SessionToken token, Level level) {
    CapstanClient client =
        lab.client(CapstanClient.builder().seeds(node.address()).prefer(node.id()).session(token));
    return Rows.pages(
        client
            .keyspaceAsync("strong")
            .with(RequestOptions.DEFAULT.withLevel(level).withReceipt(true)));
  }

  private static void assertScan(
      List<String> expected, ServerProcess through, List<ScanPage> pages, String servedBy) {
    assertEquals(
        expected, Rows.values(pages).stream().sorted().toList(), "through " + through.id());
    Set<String> served =
        pages.stream()
            .flatMap(page -> page.receipts().stream())
            .map(receipt -> receipt.served().getServedBy())
            .collect(Collectors.toSet());
    assertEquals(Set.of(servedBy), served, "who served the scan through " + through.id());
  }

  private static byte[] key(String line) {
    return line.substring(0, line.indexOf(';')).getBytes(UTF_8);
  }
}
