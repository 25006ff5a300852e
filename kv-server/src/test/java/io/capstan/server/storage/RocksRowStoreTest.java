package io.capstan.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Threads;
import io.capstan.server.storage.RowStore.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksRowStoreTest extends RowStoreContract {
  @TempDir Path temporary;
  private RocksRowStore store;
  private RocksRowStore back;

  @BeforeEach
  void open() {
    store = RocksRowStore.open(directory(), RocksOptions.STRONG);
    back = store;
  }

  @AfterEach
  void close() {
    back.close();
    store.close();
  }

  @Override
  RowStore store() {
    return store;
  }

  @Override
  RowStore afterCrash() {
    return afterCrash(RocksOptions.STRONG);
  }

  @Test
  void withoutItsOwnLogACrashLosesWhatWasNotFlushed() {
    write(new Batch().put(b("a"), b("1")));

    assertNull(afterCrash().get(b("a")));
  }

  @Test
  void withItsOwnLogACrashLosesNothingThatWasFlushed() {
    store.close();
    RocksOptions logged = RocksOptions.EVENTUAL;
    store = RocksRowStore.open(temporary.resolve("logged"), logged);
    write(new Batch().put(b("a"), b("1")));
    store.flush();

    back =
        RocksRowStore.open(
            CrashedRocks.copy(temporary.resolve("logged"), temporary.resolve("copy")), logged);

    assertEquals("1", s(back.get(b("a"))));
  }

  @Test
  void closingFlushes() {
    write(new Batch().put(b("a"), b("1")));
    store.close();

    store = RocksRowStore.open(directory(), RocksOptions.STRONG);

    assertEquals("1", get("a"));
  }

  @Test
  void aTruncatedFileIsNoticedWhenTheStoreOpens() throws IOException {
    Path file = flushedFile();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }

    assertCorruptAtOpenOrRead();
  }

  @Test
  void aMissingFileIsNoticedWhenTheStoreOpens() throws IOException {
    Files.delete(flushedFile());

    assertCorruptAtOpenOrRead();
  }

  @Test
  void aFlippedBitInARowsBlockIsNoticedWhenItIsRead() throws IOException {
    Path file = flushedFile();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, 20);
      one.flip().put(0, (byte) (one.get(0) ^ 1));
      channel.write(one, 20);
    }

    assertCorruptAtOpenOrRead();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNotCorruption() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    StoreException failure =
        assertThrows(
            StoreException.class,
            () -> RocksRowStore.open(file.resolve("store"), RocksOptions.STRONG));

    assertEquals(StoreException.class, failure.getClass());
  }

  @Test
  void closingWhileOthersReadEndsThemWithAnExceptionAndNotTheProcess() throws Exception {
    write(new Batch().put(b("a"), b("1")));
    CountDownLatch reading = new CountDownLatch(2);
    AtomicReference<Throwable> ends = new AtomicReference<>();
    Runnable reader = () -> readUntilRefused(reading, ends);
    Thread first = Threads.start("reader-1", reader);
    Thread second = Threads.start("reader-2", reader);
    reading.await();

    store.close();
    first.join();
    second.join();

    assertInstanceOf(IllegalStateException.class, ends.get());
  }

  private void readUntilRefused(CountDownLatch reading, AtomicReference<Throwable> end) {
    try {
      while (true) {
        try (RowStore.View view = store.snapshot()) {
          assertEquals("1", s(view.get(b("a"))));
          assertEquals(1, view.scan(b("a"), b("b"), RowStore.PageLimit.FIRST).size());
        }
        assertEquals("1", get("a"));
        reading.countDown();
      }
    } catch (Throwable e) {
      end.accumulateAndGet(e, (was, now) -> was instanceof AssertionError ? was : now);
    }
  }

  private void assertCorruptAtOpenOrRead() {
    StoreCorruptException failure =
        assertThrows(
            StoreCorruptException.class,
            () -> {
              store = RocksRowStore.open(directory(), RocksOptions.STRONG);
              get("a");
            });

    assertTrue(failure.toString().contains(directory().toString()), failure.toString());
    assertTrue(failure.toString().contains("rebuild this replica"), failure.toString());
  }

  private Path flushedFile() throws IOException {
    write(new Batch().put(b("a"), b("some value")));
    store.close();
    return CrashedRocks.files(directory()).stream()
        .filter(file -> file.toString().endsWith(".sst"))
        .findFirst()
        .orElseThrow();
  }

  private RocksRowStore afterCrash(RocksOptions options) {
    back = RocksRowStore.open(CrashedRocks.copy(directory(), temporary.resolve("copy")), options);
    return back;
  }

  private Path directory() {
    return temporary.resolve("store");
  }
}
