package io.capstan.jepsen.store.capstan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.faults.DiskFault;
import io.capstan.jepsen.nemesis.NodeDisk;
import io.capstan.jepsen.nemesis.NodeDisk.Condition;
import io.capstan.server.Seams;
import io.capstan.server.config.Fault;
import io.capstan.server.replication.raft.LogDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk, and a machine that runs with its fault. */
class FileDiskTest {
  @TempDir Path directory;

  private NodeDisk disk;

  @BeforeEach
  void make() {
    disk = new FileDisk(new FaultFile(file()));
  }

  private Path file() {
    return directory.resolve("disk");
  }

  private Seams machine() {
    return new DiskFault()
        .inject(new Fault("disk", file().toString()), Seams.system())
        .orElseThrow();
  }

  private static void sync(Seams machine) throws IOException {
    machine.substitutes().logDisk(LogDisk.SYSTEM).beforeSync();
  }

  @Test
  void aDiskThatIsSetIsMetOnceItIsUsed() {
    disk.set(Condition.FULL);
    Seams machine = machine();
    assertFalse(disk.wasMet(Condition.FULL));
    assertThrows(IOException.class, () -> sync(machine));
    assertTrue(disk.wasMet(Condition.FULL));
  }

  @Test
  void aNodeThatIsStartedAnewFindsItWell() throws IOException {
    disk.set(Condition.FSYNC_FAILS);
    assertThrows(IOException.class, () -> sync(machine()));
    assertTrue(disk.wasMet(Condition.FSYNC_FAILS));
    disk.set(Condition.WELL);
    assertFalse(disk.wasMet(Condition.WELL));
    sync(machine());
    assertTrue(disk.wasMet(Condition.WELL));
    assertFalse(disk.wasMet(Condition.FSYNC_FAILS));
  }

  @Test
  void aSlowDiskIsMetAndWorks() throws IOException {
    disk.set(Condition.SLOW);
    Seams machine = machine();
    sync(machine);
    assertTrue(disk.wasMet(Condition.SLOW));
    assertEquals(
        Seams.system().files().totalBytes(directory), machine.files().totalBytes(directory));
  }

  @Test
  void beforeItsNodeRunsADiskIsMetInNoCondition() {
    for (Condition condition : Condition.values()) {
      assertFalse(disk.wasMet(condition));
    }
  }
}
