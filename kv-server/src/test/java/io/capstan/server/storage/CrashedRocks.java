package io.capstan.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a running RocksDB as a kill of its process would leave them. */
public final class CrashedRocks {
  private static final int TRIES = 100;

  private CrashedRocks() {}

  /**
   * Copies the files; nobody may write to the store meanwhile.
   *
   * <p>RocksDB compacts in the background all the same, which swaps files. It writes a file once or
   * appends to it, so a copy is of one moment when names and lengths were the same before it and
   * after it; any other copy is thrown away and made again.
   */
  public static Path copy(Path directory, Path target) {
    try {
      for (int tries = 0; tries < TRIES; tries++) {
        Map<Path, Long> before = lengths(directory);
        if (copied(before, target) && lengths(directory).equals(before)) {
          return target;
        }
        delete(target);
      }
      throw new IllegalStateException(directory + " never stood still");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static boolean copied(Map<Path, Long> files, Path target) throws IOException {
    Files.createDirectory(target);
    for (Path file : files.keySet()) {
      try {
        Files.copy(file, target.resolve(file.getFileName()));
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return true;
  }

  private static Map<Path, Long> lengths(Path directory) throws IOException {
    Map<Path, Long> lengths = new TreeMap<>();
    for (Path file : files(directory)) {
      if (!file.getFileName().toString().equals("LOCK")) {
        lengths.put(file, length(file));
      }
    }
    return lengths;
  }

  private static long length(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path file : files(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
