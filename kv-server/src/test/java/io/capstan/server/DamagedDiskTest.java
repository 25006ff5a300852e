package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.KeyValueGrpc.KeyValueBlockingStub;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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
    CapstanException damage = null;
    for (int i = 0; i < KEYS; i++) {
      try {
        assertEquals(value(i), NodeTest.get(data, "k" + i).getValue());
      } catch (StatusRuntimeException e) {
        damage = GrpcErrors.fromStatus(e);
      }
    }
    System.err.println("DAMAGE " + damage);
    assertTrue(damage != null);
  }

  @Test
  void aTruncatedClosedLogSegmentKeepsTheNodeFromStarting() throws IOException {
    writeAndStop();
    test.start().close();
    Path segment = closedSegment();
    truncate(segment, Files.size(segment) / 2);
    Exception e = assertThrows(Exception.class, () -> test.start());
    System.err.println("TRUNC " + e);
  }

  @Test
  void aFlippedBitInAClosedLogSegmentKeepsTheNodeFromStarting() throws IOException {
    writeAndStop();
    test.start().close();
    Path segment = closedSegment();
    flip(segment, Files.size(segment) / 2);
    Exception e = assertThrows(Exception.class, () -> test.start());
    System.err.println("FLIP " + e);
  }

  @Test
  void aMissingClosedLogSegmentKeepsTheNodeFromStarting() throws IOException {
    writeAndStop();
    test.start().close();
    Path segment = closedSegment();
    Files.delete(segment);
    Exception e = assertThrows(Exception.class, () -> test.start());
    System.err.println("MISSING " + e);
  }

  private void writeAndStop() throws IOException {
    Node node = test.start();
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
