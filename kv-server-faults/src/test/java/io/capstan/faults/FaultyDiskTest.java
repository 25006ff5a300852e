package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyDiskTest {
  @TempDir Path directory;

  private final List<Long> pauses = new ArrayList<>();
  private long nanos;
  private FaultyDisk disk;

  @BeforeEach
  void make() {
    disk = new FaultyDisk(() -> nanos, file(), pauses::add);
  }

  private Path file() {
    return directory.resolve("disk");
  }

  private void become(String condition) throws IOException {
    Files.writeString(file(), condition);
    pass(Duration.ofMillis(20));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private String evidence() throws IOException {
    return Files.readString(directory.resolve("disk.hits"));
  }

  private void assertWell() {
    assertDoesNotThrow(disk::write);
    assertDoesNotThrow(disk::sync);
    assertEquals(7, disk.usable(7));
    assertEquals(List.of(), pauses);
  }

  @Test
  void withoutAFileADiskIsWell() {
    assertWell();
  }

  @Test
  void aFullDiskHasNoSpaceAndTakesNothing() throws IOException {
    become("full");
    assertEquals(0, disk.usable(7));
    assertThrows(IOException.class, disk::write);
    assertThrows(IOException.class, disk::sync);
  }

  @Test
  void theSyncsOfASlowDiskTakeLonger() throws IOException {
    become("slow 200");
    disk.write();
    assertEquals(List.of(), pauses);
    disk.sync();
    disk.sync();
    assertEquals(List.of(200L, 200L), pauses);
    assertEquals(7, disk.usable(7));
  }

  @Test
  void whereSyncsFailWritesSucceed() throws IOException {
    become("fsync-fails\n");
    assertDoesNotThrow(disk::write);
    assertThrows(IOException.class, disk::sync);
    assertEquals(7, disk.usable(7));
  }

  @Test
  void aDiskIsWellAgainSoonAfterItsFileSaysSo() throws IOException {
    become("full");
    assertThrows(IOException.class, disk::write);
    Files.writeString(file(), "");
    assertThrows(IOException.class, disk::write);
    pass(Duration.ofMillis(20));
    assertWell();
  }

  @Test
  void theFirstHitIsToldAtOnceAndTheNextOnceASecond() throws IOException {
    become("slow 5");
    disk.sync();
    assertEquals("slow 5 1", evidence());
    disk.sync();
    disk.sync();
    assertEquals("slow 5 1", evidence());
    pass(Duration.ofSeconds(1));
    disk.sync();
    assertEquals("slow 5 4", evidence());
  }

  @Test
  void everyConditionIsCountedFromItsBeginning() throws IOException {
    assertEquals("well 0", evidence());
    become("fsync-fails");
    assertThrows(IOException.class, disk::sync);
    assertEquals("fsync-fails 1", evidence());
    become("full");
    assertThrows(IOException.class, disk::write);
    assertEquals("full 1", evidence());
    become("");
    disk.usable(7);
    assertEquals("well 0", evidence());
  }

  @Test
  void whoOnlyAsksWhatIsFreeHasNotMetTheDisk() throws IOException {
    become("full");
    assertEquals(0, disk.usable(7));
    assertEquals("full 0", evidence());
    assertThrows(IOException.class, disk::sync);
    assertEquals("full 1", evidence());
  }

  @Test
  void aFileThatSaysSomethingElseIsRefused() throws IOException {
    for (String nonsense : List.of("slow", "slow -1", "slow 1 s", "half full")) {
      Files.writeString(file(), nonsense);
      assertThrows(
          IllegalStateException.class, () -> new FaultyDisk(() -> 0, file(), millis -> {}));
    }
  }
}
