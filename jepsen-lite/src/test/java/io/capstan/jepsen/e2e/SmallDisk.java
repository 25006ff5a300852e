package io.capstan.jepsen.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file system in memory, mounted on a directory, that really gets full. Only root can make one.
 *
 * @param root where it is mounted
 */
record SmallDisk(Path root) implements AutoCloseable {
  private static final byte[] CHUNK = new byte[64 << 10];

  /** Empty when this process may not mount. */
  static Optional<SmallDisk> mount(Path root, int mebibytes) throws IOException {
    Files.createDirectories(root);
    boolean mounted =
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", root.toString());
    return mounted ? Optional.of(new SmallDisk(root)) : Optional.empty();
  }

  long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Makes a file grow until no more than this is free. */
  void fill(long leftBytes) throws IOException {
    try (OutputStream file =
        Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long free = freeBytes(); free > leftBytes; free = freeBytes()) {
        file.write(CHUNK, 0, (int) Math.min(CHUNK.length, free - leftBytes));
      }
    }
  }

  /** Removes that file. */
  void empty() throws IOException {
    Files.delete(filler());
  }

  /** Unmounts it, even while a process still uses it. */
  @Override
  public void close() throws IOException {
    boolean unused = succeeds("umount", "-l", root.toString());
  }

  private Path filler() {
    return root.resolve("filler");
  }

  private static boolean succeeds(String... command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command[0], e);
    }
  }
}
