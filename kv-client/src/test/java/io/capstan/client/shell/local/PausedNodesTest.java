package io.capstan.client.shell.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausedNodesTest {
  @TempDir private Path directory;

  private final CapturedTerminal terminal = CapturedTerminal.piped();
  private final LocalNode node = new LocalNode("n1", 1, 2, 3);
  private final LocalCluster cluster =
      new LocalCluster("test", Instant.EPOCH, List.of(node), 0, LocalCluster.HEAP, Map.of());
  private @Nullable Process started;

  @BeforeEach
  void startWhatLooksLikeANode() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "the state of processes is told by Linux");
    var home = new ClusterDirectory(directory);
    String configuration = home.configuration(node).toString();
    Process process =
        new ProcessBuilder("sh", "-c", "read line", "--config", configuration).start();
    started = process;
    NodeProcess.remember(home, node, process.toHandle());
  }

  @AfterEach
  void end() {
    if (started != null) {
      started.destroyForcibly();
    }
  }

  @Test
  void aStoppedNodeGoesOnWhenItIsClosed() {
    try (var nodes = nodes()) {
      assertEquals(pid(), nodes.pause("n1"));
      awaitStopped(true);
    }
    awaitStopped(false);
    assertEquals("kv: n1 (process " + pid() + ") goes on\n", terminal.err());
  }

  @Test
  void aNodeThatWasResumedIsNotMentionedAtTheEnd() {
    try (var nodes = nodes()) {
      nodes.pause("n1");
      nodes.resume("n1");
      awaitStopped(false);
    }
    assertEquals("", terminal.err());
  }

  @Test
  void nothingIsStoppedAfterTheEnd() {
    PausedNodes nodes = nodes();
    nodes.close();
    assertThrows(CommandFailed.class, () -> nodes.pause("n1"));
    awaitStopped(false);
  }

  @Test
  void aProcessThatIsNotTheNodesIsLeftAlone() {
    NodeProcess.remember(new ClusterDirectory(directory), node, ProcessHandle.current());
    try (var nodes = nodes()) {
      assertThrows(CommandFailed.class, () -> nodes.pause("n1"));
    }
  }

  private long pid() {
    return Objects.requireNonNull(started).pid();
  }

  private PausedNodes nodes() {
    return new PausedNodes(new ClusterDirectory(directory), cluster, terminal.terminal());
  }

  private void awaitStopped(boolean wanted) {
    assertTrue(
        Poll.system().until(Duration.ofSeconds(10), () -> isStopped() == wanted),
        wanted ? "it is not stopped" : "it is still stopped");
  }

  private boolean isStopped() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
      return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
