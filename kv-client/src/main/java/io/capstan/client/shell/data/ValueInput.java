package io.capstan.client.shell.data;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.limits.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the value of a write comes from: the argument, a file, or standard input when the argument
 * is {@code -} or is left out and nobody types there.
 */
public final class ValueInput {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "Takes the value from a file; - is standard input.")
  private @Nullable Path file;

  /**
   * The value's bytes, all of them; one more than the limit at most, so that the refusal says so.
   *
   * @param argument as given on the command line; null when it was left out
   */
  byte[] read(@Nullable String argument, Terminal terminal) {
    if (argument != null && file != null) {
      throw CommandFailed.usage(
          "the value is given twice, as an argument and with --file", "leave one of them out");
    }
    try {
      if (file != null && !file.toString().equals(STANDARD_INPUT)) {
        return readFile(file);
      }
      return argument == null || argument.equals(STANDARD_INPUT)
          ? readStandardInput(argument != null || file != null, terminal)
          : argument.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailed.usage("cannot read the value: " + e, "check the path and its owner");
    }
  }

  /** Whether the value is given with {@code --file}. */
  boolean hasFile() {
    return file != null;
  }

  private static byte[] readFile(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(Limits.VALUE_BYTES_MAX + 1);
    }
  }

  private static byte[] readStandardInput(boolean askedFor, Terminal terminal) throws IOException {
    if (!askedFor && terminal.interactive().in()) {
      throw CommandFailed.usage(
          "the value is missing", "give it as an argument, with --file PATH, or through a pipe");
    }
    return terminal.in().readNBytes(Limits.VALUE_BYTES_MAX + 1);
  }
}
