package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.jepsen.history.MalformedHistoryException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that somebody named. */
final class InputFile {
  private InputFile() {}

  /** Makes something of a text. */
  @FunctionalInterface
  interface Reading<T> {
    T read(BufferedReader in) throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param hint what to name instead
   * @throws CommandFailed with the file's name, and the place of what is wrong in it
   */
  static <T> T read(Path file, String hint, Reading<T> reading) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return reading.read(in);
    } catch (MalformedHistoryException e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), hint);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file", hint);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is not UTF-8", hint);
    } catch (IOException e) {
      throw unreadable(file, e.toString(), hint);
    }
  }

  private static CommandFailed unreadable(Path file, String problem, String hint) {
    return CommandFailed.usage("cannot read " + file + ": " + problem, hint);
  }
}
