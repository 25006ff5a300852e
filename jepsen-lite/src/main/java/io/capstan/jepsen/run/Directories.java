package io.capstan.jepsen.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories: made empty, and removed. Symbolic links in them are not followed. */
public final class Directories {
  private Directories() {}

  public static void makeEmpty(Path directory) throws IOException {
    remove(directory);
    Files.createDirectories(directory);
  }

  /** Does nothing when it is not there. */
  public static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
