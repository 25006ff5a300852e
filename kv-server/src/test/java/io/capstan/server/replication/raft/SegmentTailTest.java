package io.capstan.server.replication.raft;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower that was killed with three entries in its log, of which its rows have two. */
class SegmentTailTest {
  private static final List<String> ENTRIES = List.of("first", "second", "third");
  private static final int PREALLOCATED_BYTES = 64 << 10;

  @TempDir Path directory;

  private RaftCluster cluster;
  private RaftCluster.Node node;
  private Path segment;
  private byte[] log;

  @BeforeEach
  void killAFollower() throws IOException {
    cluster = new RaftCluster(directory).startAll();
    ENTRIES.forEach(cluster::submit);
    node = cluster.awaitFollower();
    Await.until("it has all", () -> node.disk.entries().equals(ENTRIES));
    cluster.stop(node.spec.nodeId());
    node.disk.loseAllAfter(2);
    segment = files("log_inprogress_").get(0);
    log = Files.readAllBytes(segment);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aRecordThatWasNotWrittenToItsEndIsCutOffAndKeptAside() throws IOException {
    int torn = at("third") + 2;
    Arrays.fill(log, torn, log.length, (byte) 0);
    leave();
    // A leader that is new does not believe that this follower has the entry already.
    cluster.running().map(other -> other.spec.nodeId()).toList().forEach(cluster::stop);
    cluster.startAll();
    // The disk refuses a gap: the entries before the cut are those of its own log.
    Await.until("it has all again", () -> node.disk.entries().equals(ENTRIES));
    String kept = Files.readString(files("torn-log_inprogress_").get(0), ISO_8859_1);
    assertTrue(kept.endsWith("th"), kept);
  }

  @Test
  void spaceTakenInAdvanceIsNoDamage() throws IOException {
    leave();
    cluster.start(node.spec.nodeId());
    Await.until("it has all again", () -> node.disk.entries().equals(ENTRIES));
    assertEquals(List.of(), files("torn-"));
  }

  @Test
  void aDamagedRecordBeforeAWholeOneIsRefused() throws IOException {
    log[at("second")] ^= 4;
    leave();
    assertRefused("a whole one follows");
  }

  @Test
  void anUnwrittenRecordBeforeAWholeOneIsRefused() throws IOException {
    int from = at("second");
    Arrays.fill(log, from, from + "second".length() + 4, (byte) 0);
    leave();
    assertRefused("a whole one follows");
  }

  @Test
  void aDamagedLastRecordThatWasWrittenToItsEndIsRefused() throws IOException {
    log[at("third")] ^= 4;
    leave();
    assertRefused("checksum");
  }

  private void assertRefused(String words) throws IOException {
    byte[] before = Files.readAllBytes(segment);
    try (RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      String message = String.valueOf(assertThrows(IOException.class, host::start).getMessage());
      assertTrue(message.contains(words) && message.contains(LogSegments.ADVICE), message);
    }
    assertTrue(Arrays.equals(before, Files.readAllBytes(segment)));
  }

  /** What is on the disk: the log as it is now, and space behind it. */
  private void leave() throws IOException {
    Files.write(segment, Arrays.copyOf(log, log.length + PREALLOCATED_BYTES));
  }

  private int at(String entry) {
    return new String(log, ISO_8859_1).lastIndexOf(entry);
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(node.storage)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }
}
