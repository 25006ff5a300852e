package io.capstan.jepsen.store.capstan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that tells a server of Capstan which fault it has to have.
 *
 * <p>Thread safety: safe for use by several threads.
 *
 * @param path what the server looks at
 */
record FaultFile(Path path) {
  /** Replaces what it says; the server sees the old or the new. */
  void say(String content) {
    try {
      Path written = path.resolveSibling(path.getFileName() + ".new");
      Files.writeString(written, content);
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
