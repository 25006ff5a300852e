package io.capstan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.capstan.server.Substitutes;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RocksRowStore;
import io.capstan.server.storage.RowStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoFsyncTest {
  private static final byte[] KEY = "k".getBytes(UTF_8);
  private static final byte[] VALUE = "v".getBytes(UTF_8);

  @TempDir Path directory;

  private RowStore open(Substitutes mode, Path at) {
    return mode.eventualRows(RocksRowStore::open).apply(at, RocksOptions.EVENTUAL);
  }

  private static void writeDurably(RowStore store) {
    store.write(new RowStore.Batch().put(KEY, VALUE));
    store.flush();
  }

  /** What a node finds that was killed after a write was said to be on its disk. */
  private byte @Nullable [] afterAKill(Substitutes mode) throws IOException {
    Path left = directory.resolve("left");
    try (RowStore store = open(mode, directory.resolve("rows"))) {
      writeDurably(store);
      copy(directory.resolve("rows"), left);
    }
    try (RowStore store = open(Substitutes.NONE, left)) {
      return store.get(KEY);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aWriteThatWasAnsweredForIsLostWithItsProcess() throws IOException {
    assertNull(afterAKill(new NoFsync()));
  }

  @Test
  void anHonestNodeHasIt() throws IOException {
    assertArrayEquals(VALUE, afterAKill(Substitutes.NONE));
  }

  @Test
  void aNodeThatStopsInGoodOrderLosesNothing() {
    Path rows = directory.resolve("rows");
    try (RowStore store = open(new NoFsync(), rows)) {
      writeDurably(store);
    }
    try (RowStore store = open(new NoFsync(), rows)) {
      assertArrayEquals(VALUE, store.get(KEY));
    }
  }
}
