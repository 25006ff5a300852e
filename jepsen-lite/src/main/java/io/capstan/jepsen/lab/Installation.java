package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import io.capstan.jepsen.run.Directories;
import io.capstan.jepsen.run.FaultsJar;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A copy of Capstan that can run: of a checkout, or an unpacked distribution.
 *
 * @param lib the directory of its jars, {@code kv.jar} among them
 */
record Installation(Path lib) {
  private static final Path LIB_IN_CHECKOUT = Path.of("deploy", "target", "dist", "lib");
  private static final String LAUNCHER = "kv";

  Installation {
    lib = lib.toAbsolutePath().normalize();
  }

  /** The one whose jars this process runs. */
  static Installation ofThisProcess() {
    String jar = System.getProperty("java.class.path").split(File.pathSeparator, -1)[0];
    return new Installation(Path.of(jar).toAbsolutePath().resolveSibling(""));
  }

  /** The root of the checkout; empty: it is a distribution. */
  Optional<Path> checkout() {
    if (!lib.endsWith(LIB_IN_CHECKOUT)) {
      return Optional.empty();
    }
    Path root = lib.resolve("../../../..").normalize();
    return Optional.of(root).filter(path -> Files.exists(path.resolve(".git")));
  }

  /** The program {@code kv}. */
  Path launcher() {
    Path launcher = checkout().orElseGet(() -> lib.resolveSibling("")).resolve(LAUNCHER);
    if (!Files.isExecutable(launcher)) {
      throw CommandFailed.usage(
          "cannot start " + launcher + ", which is no program",
          "run kv from a checkout or an unpacked distribution, or give --foreground");
    }
    return launcher;
  }

  /**
   * Makes a distribution of it that later builds do not change.
   *
   * @param directory is emptied first
   */
  Installation copyTo(Path directory) {
    try {
      Directories.makeEmpty(directory);
      Path program = directory.resolve(LAUNCHER);
      Files.copy(launcher(), program, StandardCopyOption.COPY_ATTRIBUTES);
      Path jars = Files.createDirectory(directory.resolve("lib"));
      for (Path jar : jars()) {
        Files.copy(jar, jars.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
      return new Installation(jars);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + lib + " to " + directory, e);
    }
  }

  /** Those of the distribution, and the servers' faults where there are any. */
  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      Stream<Path> faults = FaultsJar.find(lib.resolve("kv.jar").toString()).stream();
      return Stream.concat(files.filter(Files::isRegularFile), faults).distinct().toList();
    }
  }
}
