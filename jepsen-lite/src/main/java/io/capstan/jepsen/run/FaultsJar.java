package io.capstan.jepsen.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Where the faults are that a server of Capstan can be served with. A release has none; a checkout
 * that was built has.
 */
public final class FaultsJar {
  private static final String PATTERN = "kv-server-faults-*.jar";

  /** From a jar of the distribution in a checkout to where the checkout builds the faults. */
  private static final Path BUILT = Path.of("../../../../kv-server-faults/target");

  private FaultsJar() {}

  /**
   * Looks for it beside the first jar of a class path, and in the checkout that this jar is in.
   *
   * @param classPath of this process
   * @return empty: there is none
   */
  public static Optional<Path> find(String classPath) {
    Path first = Path.of(classPath.split(File.pathSeparator, 2)[0]).toAbsolutePath();
    Path lib = first.resolveSibling("");
    return in(lib).or(() -> in(lib.resolve(BUILT).normalize()));
  }

  private static Optional<Path> in(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, PATTERN)) {
      return StreamSupport.stream(jars.spliterator(), false).sorted().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
