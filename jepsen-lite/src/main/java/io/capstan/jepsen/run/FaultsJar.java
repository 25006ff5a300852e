package io.capstan.jepsen.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the faults are that a server of Capstan can be served with. A release has none; a checkout
 * that was built has.
 */
public final class FaultsJar {
  private static final String PATTERN = "kv-server-faults-*.jar";

  /** From the checkout's root to the jar that the {@code kv} command runs. */
  private static final Path KV = Path.of("deploy", "target", "dist", "lib", "kv.jar");

  private FaultsJar() {}

  /**
   * Looks for it in the checkout that a class path is of.
   *
   * @param classPath of this process
   * @return empty: it is of no checkout, or that has not been built
   */
  public static Optional<Path> find(String classPath) {
    Path first = Path.of(classPath.split(File.pathSeparator, 2)[0]).toAbsolutePath();
    if (!first.endsWith(KV)) {
      return Optional.empty();
    }
    Path root = first.getRoot().resolve(first.subpath(0, first.getNameCount() - KV.getNameCount()));
    Path built = root.resolve("kv-server-faults").resolve("target");
    if (!Files.isDirectory(built)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(built, PATTERN)) {
      for (Path jar : jars) {
        return Optional.of(jar);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
