package io.capstan.client.shell.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
  private static final long CLUSTER = SessionToken.fingerprint("a-cluster");
  private static final int PROCESSES = 3;
  private static final int MERGES = 20;

  @TempDir private Path directory;

  @Test
  void withoutAFileTheSessionIsEmpty() {
    SessionToken token = file().read();
    assertTrue(token.isEmpty());
    assertEquals(CLUSTER, token.clusterFingerprint());
  }

  @Test
  void whatOneRunSawTheNextOneKnows() throws IOException {
    file().merge(SessionToken.empty(CLUSTER).withStrong(7, 42));
    assertEquals(42, file().read().strongFloor(7));
  }

  @Test
  void whatIsStoredIsMergedAndNotReplaced() throws IOException {
    file().merge(SessionToken.empty(CLUSTER).withStrong(7, 42).withStrong(8, 1));
    file().merge(SessionToken.empty(CLUSTER).withStrong(7, 10).withStrong(9, 5));
    SessionToken stored = file().read();
    assertEquals(42, stored.strongFloor(7));
    assertEquals(1, stored.strongFloor(8));
    assertEquals(5, stored.strongFloor(9));
  }

  @Test
  void aRunThatSawNothingLeavesNothing() throws IOException {
    file().merge(SessionToken.empty(0));
    assertFalse(Files.exists(path()));
  }

  @Test
  void aCorruptFileIsAUsageErrorThatSaysHowToRemoveIt() throws IOException {
    Files.write(path(), new byte[] {1, 2, 3});
    var refused = assertThrows(CommandFailed.class, () -> file().read());
    assertEquals(Exit.USAGE, refused.exit());
    assertTrue(String.valueOf(refused.getMessage()).contains(path().toString()), refused::toString);
    assertTrue(refused.hint().contains("rm '" + path() + "'"), refused.hint());
  }

  @Test
  void aFlippedBitIsNoticed() throws IOException {
    file().merge(SessionToken.empty(CLUSTER).withStrong(7, 42));
    byte[] bytes = Files.readAllBytes(path());
    bytes[bytes.length / 2] ^= 4;
    Files.write(path(), bytes);
    assertThrows(CommandFailed.class, () -> file().read());
  }

  @Test
  void aCorruptFileIsNotOverwritten() throws IOException {
    byte[] corrupt = {1, 2, 3};
    Files.write(path(), corrupt);
    var seen = SessionToken.empty(CLUSTER).withStrong(7, 42);
    assertThrows(CommandFailed.class, () -> file().merge(seen));
    assertArrayEquals(corrupt, Files.readAllBytes(path()));
  }

  @Test
  void runsAtTheSameTimeLoseNothing() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(startMerger(i * MERGES));
    }
    for (Process process : processes) {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }
    SessionToken stored = file().read();
    for (int lineage = 0; lineage < PROCESSES * MERGES; lineage++) {
      assertEquals(lineage + 1, stored.strongFloor(lineage), "lineage " + lineage);
    }
    assertFalse(Files.exists(path().resolveSibling("token.new")));
  }

  /** A process of its own: within one JVM file locks do not exclude each other. */
  private Process startMerger(int firstLineage) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Merger.class.getName(),
            path().toString(),
            Integer.toString(firstLineage))
        .inheritIO()
        .start();
  }

  /** Merges one floor after the other into a session file. */
  static final class Merger {
    private Merger() {}

    public static void main(String[] args) throws IOException {
      int first = Integer.parseInt(args[1]);
      for (int lineage = first; lineage < first + MERGES; lineage++) {
        new SessionFile(Path.of(args[0]), CLUSTER)
            .merge(SessionToken.empty(CLUSTER).withStrong(lineage, lineage + 1));
      }
    }
  }

  private SessionFile file() {
    return new SessionFile(path(), CLUSTER);
  }

  private Path path() {
    return directory.resolve("token");
  }
}
