package io.capstan.client.shell.interactive;

import io.capstan.client.shell.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file that keeps a shell's lines for later runs; nobody but its owner may read it. */
final class HistoryFile {
  private HistoryFile() {}

  /** Makes the file where there is none; empty, with a warning, when it cannot be had. */
  static Optional<Path> prepare(Terminal terminal) {
    Path file = terminal.xdgDirectory("XDG_STATE_HOME", ".local/state").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return Optional.of(file);
    } catch (IOException e) {
      terminal.warn("the lines of this shell are not kept: " + e);
      return Optional.empty();
    }
  }
}
