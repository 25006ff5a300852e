package io.capstan.server.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page under docs/ whose text follows from the code. With {@code -Dcapstan.regenerate=true} the
 * page is written; otherwise a page that differs fails the test, which says the command.
 */
public final class GeneratedPage {
  private static final String NOTE = "<!-- Generated from the code; to rewrite it: %s -->\n\n";

  private GeneratedPage() {}

  /**
   * Compares or writes a page.
   *
   * @param name of the file in docs/
   * @param text what it must say
   * @param test the test that calls, for the command
   */
  public static void check(String name, String text, Class<?> test) {
    String command =
        "./mvnw -q -pl kv-server -am test -Dtest=%s -Dcapstan.regenerate=true"
                .formatted(test.getSimpleName())
            + " -Dsurefire.failIfNoSpecifiedTests=false";
    Path page = repository().resolve("docs").resolve(name);
    String expected = NOTE.formatted(command) + text;
    if (Boolean.getBoolean("capstan.regenerate")) {
      write(page, expected);
    }
    assertEquals(expected, read(page), () -> page + " is out of date; run: " + command);
  }

  private static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new AssertionError("no directory above the working directory holds mvnw");
      }
      directory = parent;
    }
    return directory;
  }

  private static String read(Path page) {
    try {
      return Files.exists(page) ? Files.readString(page) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path page, String text) {
    try {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
