package io.capstan.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDirectoryTest {
  private static final long PID = 4711;

  @TempDir Path parent;

  private int incarnations;

  @Test
  void aNewDirectoryGetsAnIdentityAndItsLayout() throws IOException {
    try (NodeDirectory directory = open("demo", "n1")) {
      assertEquals(identity("demo", "n1", 1), directory.identity());
      assertEquals(
          Set.of("IDENTITY", "LOCK", "pid", "strong", "eventual", "raft", "logs"), names());
      assertTrue(Files.isDirectory(directory.raft()));
      assertTrue(Files.isDirectory(directory.logs()));
      assertTrue(Files.isDirectory(directory.strong()));
      assertTrue(Files.isDirectory(directory.eventual()));
      assertEquals("4711\n", Files.readString(root().resolve("pid")));
    }
  }

  @Test
  void theIdentityOutlivesTheProcessAndThePidDoesNot() throws IOException {
    open("demo", "n1").close();
    assertFalse(Files.exists(root().resolve("pid")));
    try (NodeDirectory again = open("demo", "n1")) {
      assertEquals(identity("demo", "n1", 1), again.identity());
    }
  }

  @Test
  void aSecondUserIsRefusedWithTheProcessIdOfTheFirst() throws IOException {
    try (NodeDirectory first = open("demo", "n1")) {
      assertRefused("is in use by process 4711. Stop that one", "demo", "n1");
      assertTrue(Files.exists(first.root().resolve("pid")));
    }
    open("demo", "n1").close();
  }

  @Test
  void aSecondProcessIsRefusedUntilTheFirstIsDead() throws IOException {
    try (HoldingProcess other = HoldingProcess.start(root(), "demo", "n1")) {
      assertRefused("is in use by process " + other.pid() + ".", "demo", "n1");
    }
    open("demo", "n1").close();
  }

  @Test
  void aRefusalGivesTheLockBack() throws IOException {
    open("demo", "n1").close();
    assertRefused("belongs to node n1", "demo", "n2");
    open("demo", "n1").close();
  }

  @Test
  void theDirectoryOfAnotherClusterOrNodeIsRefused() throws IOException {
    open("demo", "n1").close();
    assertRefused("belongs to cluster demo, but cluster-id is prod", "prod", "n1");
    assertRefused("belongs to node n1, but node-id is n2", "demo", "n2");
  }

  @Test
  void anUnknownFormatIsRefused() throws IOException {
    open("demo", "n1").close();
    writeIdentity(new Identity("demo", "n1", "0000000000000001", 2).toBytes());
    assertRefused("has format 2; this program knows format 1 only", "demo", "n1");
  }

  @Test
  void aDamagedIdentityIsRefusedAndLeftAlone() throws IOException {
    open("demo", "n1").close();
    writeIdentity("format=1\n".getBytes(UTF_8));
    assertRefused("IDENTITY is damaged", "demo", "n1");
    assertEquals("format=1\n", Files.readString(root().resolve("IDENTITY")));
  }

  @Test
  void dataWithoutAnIdentityIsRefused() throws IOException {
    open("demo", "n1").close();
    Files.delete(root().resolve("IDENTITY"));
    assertRefused("has no IDENTITY file, but it has data (eventual, raft, strong)", "demo", "n1");
    assertFalse(Files.exists(root().resolve("IDENTITY")));
  }

  @Test
  void aStartThatWasCutShortBeforeTheIdentityIsRepeated() throws IOException {
    Files.createDirectories(root().resolve("logs"));
    Files.writeString(root().resolve("IDENTITY.tmp"), "form");
    Files.createFile(root().resolve("LOCK"));
    open("demo", "n1").close();
  }

  private NodeDirectory open(String clusterId, String nodeId) throws IOException {
    return NodeDirectory.open(
        FileOps.system(),
        root(),
        clusterId,
        nodeId,
        () -> identity(clusterId, nodeId, ++incarnations),
        PID);
  }

  private void assertRefused(String messagePart, String clusterId, String nodeId) {
    var refusal = assertThrows(IdentityException.class, () -> open(clusterId, nodeId).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(messagePart), message);
  }

  private void writeIdentity(byte[] bytes) throws IOException {
    Files.write(root().resolve("IDENTITY"), bytes);
  }

  private Set<String> names() throws IOException {
    return new TreeSet<>(FileOps.system().list(root()));
  }

  private Path root() {
    return parent.resolve("data");
  }

  private static Identity identity(String clusterId, String nodeId, int incarnation) {
    return new Identity(clusterId, nodeId, "%016x".formatted(incarnation), 1);
  }
}
