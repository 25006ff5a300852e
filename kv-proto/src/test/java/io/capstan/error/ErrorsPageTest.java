package io.capstan.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/errors.md} equal to the table in {@link Failure}. */
class ErrorsPageTest {
  private static final String HEAD =
      """
      # Errors

      Every way in which a request is not served. This page is generated from
      `io.capstan.error.Failure`; to change it, change the table there.

      - *Happened*: **never** is definite: this attempt did not happen and never will. **maybe** is
        indefinite: it may have happened, or may yet. Only a retry under the same request id is safe.
      - *Retry*: whether the same request, under the same id, may be sent again, here or elsewhere.
      - *Exit*: the exit code of the `kv` command: 2 usage, 3 refused, 4 unknown outcome,
        5 unavailable.

      Over gRPC the whole error travels in the trailer `capstan-error-bin`; the status is for generic
      tools. Clients switch on the number.

      | Number | Name | Happened | Retry | gRPC status | Exit | Meaning |
      | ---: | --- | --- | --- | --- | ---: | --- |
      """;

  @Test
  void thePageIsTheTable() throws IOException {
    Path page = repositoryRoot().resolve("docs").resolve("errors.md");
    if (Boolean.getBoolean("capstan.regenerate")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, generated());
    }
    String written = Files.exists(page) ? Files.readString(page) : "";
    assertEquals(
        generated(),
        written,
        "docs/errors.md differs from Failure; run: ./mvnw -pl kv-proto test"
            + " -Dtest=ErrorsPageTest -Dcapstan.regenerate=true");
  }

  private static String generated() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Failure failure : Failure.values()) {
      page.append(
          String.format(
              "| %d | `%s` | %s | %s | `%s` | %d | %s |\n",
              failure.number(),
              failure.name(),
              failure.definite() ? "never" : "maybe",
              failure.retryable() ? "yes" : "no",
              failure.grpcCode(),
              failure.exitCode(),
              failure.meaning()));
    }
    return page.toString();
  }

  private static Path repositoryRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("no directory above the working directory holds mvnw");
      }
      directory = parent;
    }
    return directory;
  }
}
