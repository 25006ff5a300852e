package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.raft.Await;
import io.capstan.session.SessionToken;
import io.capstan.v1.KeyValueGrpc.KeyValueBlockingStub;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose files were damaged while it was down: it says so, and serves nothing wrong. */
@Timeout(120)
class DamagedDiskTest {
  private static final int KEYS = 200;
  private static final String ADVICE = "Do not repair or delete log files";

  @TempDir Path directory;

  private TestNode test;

  @BeforeEach
  void create() {
    test = new TestNode(directory);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void aTruncatedRowFileKeepsTheNodeFromStartingAndIsNamed() throws IOException {
    writeAndStop();
    Path rows = largest("strong", ".sst");
    truncate(rows, Files.size(rows) / 2);
    assertSays(
        assertThrows(Exception.class, () -> test.start()),
        rows.getFileName().toString(),
        "is corrupt",
        "rebuild this replica from its peers");
  }

  @Test
  void aMissingRowFileKeepsTheNodeFromStartingAndIsNamed() throws IOException {
    writeAndStop();
    Path rows = largest("strong", ".sst");
    Files.delete(rows);
    assertSays(
        assertThrows(Exception.class, () -> test.start()),
        rows.getFileName().toString(),
        "rebuild this replica from its peers");
  }

  @Test
  void aFlippedBitInARowFileIsNeverServed() throws IOException {
    writeAndStop();
    Path rows = largest("strong", ".sst");
    flip(rows, Files.size(rows) / 3);
    test.start();
    KeyValueBlockingStub data = test.data();
    List<CapstanException> refusals = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      try {
        assertEquals(value(i), NodeTest.get(data, "k" + i).getValue());
      } catch (StatusRuntimeException e) {
        refusals.add(GrpcErrors.fromStatus(e));
      }
    }
    assertFalse(refusals.isEmpty());
    for (CapstanException refusal : refusals) {
      assertEquals(Failure.CORRUPT_ROW, refusal.failure());
      assertSays(refusal, rows.getFileName().toString(), "another replica may have it whole");
    }
  }

  @Test
  void aTruncatedClosedLogSegmentIsNamedAndNothingIsServedFromItsReplica() throws IOException {
    writeAndStop();
    test.start().close();
    Path segment = closedSegment();
    truncate(segment, Files.size(segment) / 2);
    assertSays(
        assertThrows(IOException.class, () -> test.start()), "ends early, before entry", ADVICE);
  }

  @Test
  void aFlippedBitInAClosedLogSegmentKeepsTheNodeFromStarting() throws IOException {
    writeAndStop();
    test.start().close();
    Path segment = closedSegment();
    flip(segment, Files.size(segment) / 2);
    assertSays(assertThrows(IOException.class, () -> test.start()), "orrupt", ADVICE);
  }

  @Test
  void aMissingClosedLogSegmentKeepsTheNodeFromStarting() throws IOException {
    writeAndStop();
    test.start().close();
    Files.delete(closedSegment());
    assertSays(assertThrows(IOException.class, () -> test.start()), "is missing", ADVICE);
  }

  @Test
  void aLogThatEndsBeforeTheRowsKeepsTheNodeFromStartingAndIsKept() throws IOException {
    writeAndStop();
    Path segment = largest("raft", "log_inprogress_0");
    truncate(segment, Files.size(segment) / 2);
    // Nothing is tidied away: the next start says the same.
    for (int start = 0; start < 2; start++) {
      Exception refusal = assertThrows(IOException.class, () -> test.start());
      assertSays(refusal, "but the rows are at entry", ADVICE);
      test.close();
    }
  }

  @Test
  void lostLogFilesKeepTheNodeFromStarting() throws IOException {
    writeAndStop();
    for (Path file : files("raft")) {
      Files.delete(file);
    }
    assertSays(
        assertThrows(IOException.class, () -> test.start()), "it ends before entry 0", ADVICE);
  }

  @Test
  void aLostRaftDirectoryStopsItsReplicas() throws IOException {
    writeAndStop();
    Files.move(directory.resolve("raft"), directory.resolve("lost"));
    assertReplicaStopped("it ends before entry 0, but the rows are at entry", ADVICE);
  }

  @Test
  void aShardThatCannotBeOpenedIsNamedAndOpensWhenItCan() throws IOException {
    Node node = new Node(test.config(), Seams.system());
    try (node) {
      UUID group =
          new UUID(
              SessionToken.fingerprint(TestNode.CLUSTER),
              MetadataTransition.shardLineage(TestNode.CLUSTER, 0));
      Path inTheWay = directory.resolve("raft").resolve(group.toString());
      Files.createDirectories(directory.resolve("raft"));
      Files.createFile(inTheWay);
      node.start();
      Await.until(
          "the node says why",
          () -> test.page("/ready").body().contains("shard 0 cannot be opened: "));
      Files.delete(inTheWay);
      Await.until("the node is ready", () -> test.page("/ready").statusCode() == 200);
      NodeTest.put(test.data(), "k", "v");
    }
  }

  private void assertReplicaStopped(String... words) throws IOException {
    Node node = new Node(test.config(), Seams.system());
    try (node) {
      node.start();
      Await.until(
          "the node says that it is not ready, and why",
          () -> test.page("/ready").body().contains(words[0]));
      HttpResponse<String> ready = test.page("/ready");
      assertEquals(503, ready.statusCode());
      for (String word : words) {
        assertTrue(ready.body().contains(word), ready.body());
      }
      KeyValueBlockingStub data = test.data();
      assertThrows(StatusRuntimeException.class, () -> NodeTest.put(data, "k0", "new"));
      assertThrows(StatusRuntimeException.class, () -> NodeTest.get(data, "k0"));
    }
  }

  private void writeAndStop() throws IOException {
    test.start();
    KeyValueBlockingStub data = test.data();
    for (int i = 0; i < KEYS; i++) {
      NodeTest.put(data, "k" + i, value(i).toStringUtf8());
    }
    test.close();
  }

  private static ByteString value(int i) {
    return ByteString.copyFromUtf8(("value " + i + " ").repeat(20));
  }

  private Path largest(String below, String ending) throws IOException {
    return files(below).stream()
        .filter(file -> file.toString().endsWith(ending))
        .max((one, other) -> Long.compare(one.toFile().length(), other.toFile().length()))
        .orElseThrow();
  }

  /** The largest log segment that a later term has closed. */
  private Path closedSegment() throws IOException {
    return files("raft").stream()
        .filter(file -> file.getFileName().toString().matches("log_\\d+-\\d+"))
        .max((one, other) -> Long.compare(one.toFile().length(), other.toFile().length()))
        .orElseThrow(() -> new AssertionError("no closed segment"));
  }

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(below))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 4;
    Files.write(file, bytes);
  }

  private static void assertSays(Exception refusal, String... words) {
    String message = String.valueOf(refusal.getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), () -> "no \"" + word + "\" in: " + message);
    }
  }
}
