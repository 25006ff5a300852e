package io.capstan.client.shell.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandsTest {
  @TempDir private Path directory;

  private final CapturedTerminal terminal = CapturedTerminal.piped();

  @Test
  void withoutAClusterStatusSaysHowToStartOne() {
    assertEquals(5, kv("status"));
    assertTrue(terminal.err().contains("kv up"), terminal.err());
  }

  @Test
  void downWithoutRunningNodesIsNoError() {
    makeCluster(1, 7400);
    assertEquals(0, kv("down"));
    assertEquals("No node runs.\n", terminal.out());
  }

  @Test
  void upNamesTheTakenPortItsUseItsOwnerAndTheWayOut() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      makeClusterOn(new LocalNode("n1", 1, port, 2));
      assertEquals(5, kv("up"));
      String message = terminal.err();
      assertTrue(message.contains("port " + port + " (raft port of n1) is taken"), message);
      assertTrue(message.contains("--base-port"), message);
      if (Files.exists(Path.of("/proc/net/tcp"))) {
        assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
      }
    }
  }

  @Test
  void aSettingThatNoNodeStartsWithIsNamedWithItsFileAndCanBeTakenBack() throws IOException {
    ClusterDirectory cluster =
        makeClusterOn(new LocalNode("n1", freePort(), freePort(), freePort()));
    // No server is on the class path here: its process ends at once, as with a setting it refuses.
    assertEquals(5, kv("up", "--set", "typo=1"));
    String message = terminal.err();
    assertTrue(message.contains(cluster.file() + ": typo"), message);
    assertTrue(message.contains("kv up --set KEY="), message);
    assertEquals(Map.of("typo", "1"), cluster.require().settings());

    assertEquals(5, kv("up", "--set", "typo="));
    assertEquals(Map.of(), cluster.require().settings());
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void aPidOfSomeOtherProgramIsNotOurs() {
    ClusterDirectory cluster = makeCluster(1, 7400);
    LocalNode node = cluster.require().node("n1");
    NodeProcess.remember(cluster, node, ProcessHandle.current());
    assertTrue(NodeProcess.find(cluster, node).isEmpty());
    assertEquals(0, kv("down"));
    assertEquals("No node runs.\n", terminal.out());
  }

  @Test
  void downStopsTheProcessThatRunsTheNodesConfiguration() throws Exception {
    ClusterDirectory cluster = makeCluster(1, 7400);
    LocalNode node = cluster.require().node("n1");
    Process process =
        new ProcessBuilder(
                "sh", "-c", "read line", "--config", cluster.configuration(node).toString())
            .start();
    try {
      NodeProcess.remember(cluster, node, process.toHandle());
      assertTrue(NodeProcess.find(cluster, node).isPresent());
      assertEquals(0, kv("down"));
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      assertEquals("Stopped n1.\n", terminal.out());
      assertFalse(Files.exists(cluster.pidFile(node)));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void logsShowsTheLastLines() throws IOException {
    ClusterDirectory cluster = makeCluster(1, 7400);
    Path log = cluster.consoleLog(cluster.require().node("n1"));
    Files.createDirectories(log.getParent());
    Files.writeString(log, "one\ntwo\nthree\n");
    assertEquals(0, kv("logs", "n1", "-n", "2"));
    assertEquals("two\nthree\n", terminal.out());
  }

  @Test
  void logsOfAnUnknownNodeNamesThoseThatThereAre() {
    makeCluster(2, 7400);
    assertEquals(2, kv("logs", "n7"));
    assertTrue(terminal.err().contains("n1, n2"), terminal.err());
  }

  @Test
  void aTailContinuesWhereItStoodAndAfterAReplacement() throws IOException {
    Path log = directory.resolve("log");
    Files.writeString(log, "before\n");
    var tail = new LogTail(log);
    Files.writeString(log, "before\nafter\n");
    tail.copyNew(terminal.terminal().out());
    Files.writeString(log, "new\n");
    tail.copyNew(terminal.terminal().out());
    assertEquals("after\nnew\n", terminal.out());
  }

  @Test
  void theServerRunsDetachedWithTheGivenHeap() {
    var server = new ServerCommand(Path.of("/java"), 25, "kv.jar", 2, List.of("setsid"));
    List<String> line = server.line(Path.of("/kv/n1/capstan.properties"), "2g");
    assertEquals(List.of("setsid", "/java", "-Xms256m", "-Xmx2g"), line.subList(0, 4));
    assertTrue(line.contains("-XX:+UseSerialGC"));
    assertTrue(line.contains("--sun-misc-unsafe-memory-access=allow"));
    assertEquals(
        List.of("-cp", "kv.jar", "io.capstan.server.Main", "--config", "/kv/n1/capstan.properties"),
        line.subList(line.size() - 5, line.size()));
  }

  @Test
  void switchesThatAReleaseDoesNotKnowAreNotGiven() {
    var server = new ServerCommand(Path.of("/java"), 17, "kv.jar", 8, List.of());
    List<String> line = server.line(Path.of("/kv/n1/capstan.properties"), "128m");
    assertEquals("/java", line.get(0));
    assertEquals("-Xms128m", line.get(1));
    assertFalse(line.contains("-XX:+UseSerialGC"));
    assertFalse(line.contains("--sun-misc-unsafe-memory-access=allow"));
  }

  @Test
  void doctorGradesDiskSpaceByWhatIsFree() {
    assertEquals(Finding.Grade.FAIL, MachineChecks.gradeDiskSpace(5.9).grade());
    assertEquals(Finding.Grade.WARN, MachineChecks.gradeDiskSpace(6).grade());
    assertEquals(Finding.Grade.OK, MachineChecks.gradeDiskSpace(15).grade());
  }

  @Test
  void doctorGradesTheLimitOfOpenFiles() throws IOException {
    assertEquals(Finding.Grade.FAIL, openFiles("256"));
    assertEquals(Finding.Grade.WARN, openFiles("1024"));
    assertEquals(Finding.Grade.OK, openFiles("4096"));
    assertEquals(Finding.Grade.OK, openFiles("unlimited"));
    Path missing = directory.resolve("missing");
    assertEquals(Finding.Grade.WARN, MachineChecks.openFiles(missing).grade());
  }

  @Test
  void doctorFailsADirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertEquals(Finding.Grade.FAIL, MachineChecks.directory(file).grade());
    assertEquals(Finding.Grade.OK, MachineChecks.directory(directory.resolve("new/x")).grade());
  }

  @Test
  void doctorFailsATakenPortOfAStoppedNode() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      makeClusterOn(new LocalNode("n1", taken.getLocalPort(), 1, 2));
      assertEquals(5, kv("doctor"));
      assertTrue(terminal.out().contains("client port of n1"), terminal.out());
    }
  }

  private Finding.Grade openFiles(String soft) throws IOException {
    Path limits = directory.resolve("limits");
    Files.writeString(
        limits,
        "Limit          Soft Limit  Hard Limit  Units\nMax open files " + soft + " 9999 files\n");
    return MachineChecks.openFiles(limits).grade();
  }

  private ClusterDirectory makeCluster(int nodes, int basePort) {
    return makeClusterOn(LocalCluster.layOut(nodes, basePort).toArray(LocalNode[]::new));
  }

  private ClusterDirectory makeClusterOn(LocalNode... nodes) {
    var cluster = new ClusterDirectory(directory);
    cluster.write(
        new LocalCluster("test", Instant.EPOCH, List.of(nodes), 0, LocalCluster.HEAP, Map.of()));
    return cluster;
  }

  private int kv(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--dir", directory.toString()));
    return terminal.kv(all.toArray(String[]::new));
  }
}
