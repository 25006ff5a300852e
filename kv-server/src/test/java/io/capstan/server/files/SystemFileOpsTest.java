package io.capstan.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFileOpsTest {
  @TempDir Path directory;

  private final FileOps files = FileOps.system();

  @Test
  void aFileIsReplacedWholeAndLeavesNoTemporaryOne() throws IOException {
    Path file = directory.resolve("f");
    files.writeAtomically(file, "a long first content".getBytes(UTF_8));
    files.writeAtomically(file, "short".getBytes(UTF_8));
    assertArrayEquals("short".getBytes(UTF_8), files.read(file).orElseThrow());
    assertEquals(List.of("f"), files.list(directory));
  }

  @Test
  void aFailedWriteLeavesTheOldContent() throws IOException {
    Path file = directory.resolve("f");
    files.writeAtomically(file, "old".getBytes(UTF_8));
    Files.createDirectory(directory.resolve("f.tmp"));
    assertThrows(IOException.class, () -> files.writeAtomically(file, "new".getBytes(UTF_8)));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void aFileThatIsNotThereReadsAsNoneAndDeletesWithoutError() throws IOException {
    assertEquals(Optional.empty(), files.read(directory.resolve("none")));
    files.delete(directory.resolve("none"));
  }

  @Test
  void directoriesAreMadeWithThoseAboveThem() throws IOException {
    Path deep = directory.resolve("a/b/c");
    files.createDirectories(deep);
    files.createDirectories(deep);
    assertTrue(Files.isDirectory(deep));
  }

  @Test
  void aLockIsHeldOnceAndGivenBack() throws IOException {
    Path file = directory.resolve("LOCK");
    FileOps.Lock lock = files.lock(file).orElseThrow();
    assertTrue(files.lock(file).isEmpty());
    lock.close();
    files.lock(file).orElseThrow().close();
  }

  @Test
  void theDiskHasASizeAndNoMoreSpaceThanThat() throws IOException {
    assertTrue(files.totalBytes(directory) > 0);
    assertTrue(files.usableBytes(directory) <= files.totalBytes(directory));
  }
}
