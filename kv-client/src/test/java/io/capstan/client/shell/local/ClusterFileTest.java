package io.capstan.client.shell.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {
  private static final LocalCluster CLUSTER =
      new LocalCluster(
          "0123456789abcdef0123456789abcdef",
          Instant.parse("2026-01-02T03:04:05Z"),
          LocalCluster.layOut(3, 7400),
          2,
          "768m",
          Map.of("log-level", "debug", "odd key", "a=b\\c # ü"));

  private static final ClusterRequest DEFAULTS =
      new ClusterRequest(null, null, null, null, Map.of());

  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsRead() {
    assertEquals(CLUSTER, ClusterFile.read(ClusterFile.write(CLUSTER), "the file"));
  }

  @Test
  void theTextIsTheSameEveryTime() {
    String text = ClusterFile.write(CLUSTER);
    assertEquals(text, ClusterFile.write(ClusterFile.read(text, "the file")));
    assertTrue(text.contains("node.n2=127.0.0.1\\:7401\\:7501\\:7601\n"), text);
  }

  @Test
  void aFileWithoutAnIdIsRefusedByItsName() {
    String text = ClusterFile.write(CLUSTER).replace("cluster.id", "cluster.name");
    var refused = assertThrows(CommandFailed.class, () -> ClusterFile.read(text, "DIR/file"));
    assertEquals("DIR/file cannot be read: 'cluster.id' is missing", refused.getMessage());
  }

  @Test
  void portsGoUpWithTheNodes() {
    assertEquals(
        List.of(new LocalNode("n1", 9000, 9100, 9200), new LocalNode("n2", 9001, 9101, 9201)),
        LocalCluster.layOut(2, 9000));
  }

  @Test
  void portsThatDoNotExistAreRefused() {
    assertThrows(CommandFailed.class, () -> LocalCluster.layOut(3, 80));
    assertThrows(CommandFailed.class, () -> LocalCluster.layOut(3, 65_400));
    assertThrows(CommandFailed.class, () -> LocalCluster.layOut(0, 7400));
    assertThrows(CommandFailed.class, () -> LocalCluster.layOut(101, 7400));
  }

  @Test
  void aNewClusterHasThreeNodesAndAnIdThatServersAccept() {
    LocalCluster made = DEFAULTS.in(new ClusterDirectory(directory));
    assertEquals(3, made.nodes().size());
    assertTrue(made.id().matches("[a-z0-9-]{1,32}"), made.id());
  }

  @Test
  void anExistingClusterStaysAsItIs() {
    assertEquals(CLUSTER, DEFAULTS.in(existing()));
  }

  @Test
  void newSettingsReplaceThoseOfTheSameKey() {
    var request = new ClusterRequest(null, null, null, "1g", Map.of("log-level", "warn", "x", "y"));
    LocalCluster amended = request.in(existing());
    assertEquals("1g", amended.heap());
    assertEquals(
        Map.of("log-level", "warn", "odd key", "a=b\\c # ü", "x", "y"), amended.settings());
  }

  @Test
  void theNumberOfNodesOfAnExistingClusterCannotBeChanged() {
    var request = new ClusterRequest(5, null, null, null, Map.of());
    var refused = assertThrows(CommandFailed.class, () -> request.in(existing()));
    assertTrue(String.valueOf(refused.getMessage()).contains("--nodes 5"), refused::toString);
    assertEquals(Exit.USAGE, refused.exit());
  }

  @Test
  void aHeapThatIsNoSizeOrTooSmallIsRefused() {
    for (String heap : List.of("lots", "768", "100m", "0g", "-1g")) {
      var request = new ClusterRequest(null, null, null, heap, Map.of());
      assertThrows(CommandFailed.class, () -> request.in(existing()), heap);
    }
  }

  @Test
  void theDirectoryComesFromTheOptionThenTheEnvironmentThenHere() {
    var home = CapturedTerminal.within(Map.of("KV_HOME", "/from/environment")).terminal();
    var bare = CapturedTerminal.piped().terminal();
    assertEquals(directory, ClusterDirectory.choose(directory, home).root());
    assertEquals(Path.of("/from/environment"), ClusterDirectory.choose(null, home).root());
    assertEquals(Path.of(".kv").toAbsolutePath(), ClusterDirectory.choose(null, bare).root());
  }

  @Test
  void aNodesSettingsNameItselfAndItsPeersAndThenTheUsersOwn() {
    Map<String, String> settings = NodeSettings.of(CLUSTER, CLUSTER.node("n2"), Path.of("/kv/n2"));
    assertEquals("n2", settings.get("node-id"));
    assertEquals("/kv/n2/data", settings.get("directory"));
    assertEquals("127.0.0.1", settings.get("listen"));
    assertEquals("7401", settings.get("port"));
    assertEquals("7501", settings.get("raft-port"));
    assertEquals("7601", settings.get("admin-port"));
    assertEquals("2", settings.get("strong-shards"));
    assertEquals(
        "n1=127.0.0.1:7400,n2=127.0.0.1:7401,n3=127.0.0.1:7402", settings.get("initial-nodes"));
    assertEquals("debug", settings.get("log-level"));
  }

  private ClusterDirectory existing() {
    var existing = new ClusterDirectory(directory);
    existing.write(CLUSTER);
    return existing;
  }
}
