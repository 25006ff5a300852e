package io.capstan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFaultTest {
  private static final byte[] KEY = "k".getBytes(UTF_8);
  private static final byte[] VALUE = "v".getBytes(UTF_8);

  @TempDir Path directory;

  private final FaultProvider disks =
      ServiceLoader.load(FaultProvider.class).stream()
          .filter(provider -> provider.type() == DiskFault.class)
          .findFirst()
          .orElseThrow()
          .get();

  private Optional<Seams> inject(String name, String argument) {
    return disks.inject(new Fault(name, argument), Seams.system());
  }

  /** A machine whose disk is so from the beginning. */
  private Seams machine(String condition) throws IOException {
    Path file = Files.writeString(directory.resolve("disk"), condition);
    return inject("disk", file.toString()).orElseThrow();
  }

  private static RowStore rows(Seams machine) {
    return machine
        .substitutes()
        .eventualRows((at, options) -> new MemoryRowStore())
        .apply(Path.of("rows"), RocksOptions.EVENTUAL);
  }

  private static RowStore.Batch batch() {
    return new RowStore.Batch().put(KEY, VALUE);
  }

  @Test
  void otherFaultsAreLeftToOtherProviders() {
    assertEquals(Optional.empty(), inject("clock", "file"));
  }

  @Test
  void aDiskWithoutAFileOrWithAFileOfNonsenseIsRefused() {
    assertThrows(ConfigException.class, () -> inject("disk", ""));
    assertThrows(ConfigException.class, () -> machine("ten"));
  }

  @Test
  void onAFullDiskNothingIsFreeAndNothingCanBeWritten() throws IOException {
    Seams full = machine("full");
    assertEquals(0, full.files().usableBytes(directory));
    assertTrue(full.files().totalBytes(directory) > 0);
    Path file = directory.resolve("small");
    assertThrows(IOException.class, () -> full.files().writeAtomically(file, VALUE));
    try (RowStore rows = rows(full)) {
      assertThrows(StoreException.class, () -> rows.write(batch()));
      assertNull(rows.get(KEY));
    }
    assertThrows(IOException.class, () -> full.substitutes().logDisk(LogDisk.SYSTEM).beforeSync());
  }

  @Test
  void whereSyncsFailNothingIsDurable() throws IOException {
    Seams failing = machine("fsync-fails");
    assertTrue(failing.files().usableBytes(directory) > 0);
    Path file = directory.resolve("small");
    assertThrows(IOException.class, () -> failing.files().writeAtomically(file, VALUE));
    try (RowStore rows = rows(failing)) {
      rows.write(batch());
      assertThrows(StoreException.class, rows::flush);
      assertArrayEquals(VALUE, rows.get(KEY));
    }
    assertThrows(
        IOException.class, () -> failing.substitutes().logDisk(LogDisk.SYSTEM).beforeSync());
  }

  @Test
  void aSlowDiskDoesAllItIsAskedTo() throws IOException {
    Seams slow = machine("slow 1");
    Path file = directory.resolve("small");
    slow.files().writeAtomically(file, VALUE);
    assertArrayEquals(VALUE, slow.files().read(file).orElseThrow());
    try (RowStore rows = rows(slow)) {
      rows.write(batch());
      rows.flush();
      assertArrayEquals(VALUE, rows.get(KEY));
    }
    assertDoesNotThrow(() -> slow.substitutes().logDisk(LogDisk.SYSTEM).beforeSync());
    assertEquals("slow 1 1", Files.readString(directory.resolve("disk.hits")));
  }
}
