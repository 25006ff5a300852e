package io.capstan.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a running RocksDB as a kill of its process would leave them. */
public final class CrashedRocks {
  private CrashedRocks() {}

  /** Copies the files; nobody may write to the store meanwhile. */
  public static Path copy(Path directory, Path target) {
    try {
      Files.createDirectory(target);
      for (Path file : files(directory)) {
        if (!file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
