package io.capstan.jepsen.history;

import io.capstan.jepsen.history.foreign.EdnForms;
import io.capstan.jepsen.history.foreign.JepsenEvents;
import io.capstan.jepsen.history.foreign.JsonForms;
import io.capstan.jepsen.history.foreign.LogForms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/** Reads histories of every {@link Format}. Thread safety: stateless. */
public final class HistoryReader {
  private static final int BEGINNING_CHARS = 4096;

  private HistoryReader() {}

  /**
   * Reads a whole history whose format shows in its beginning.
   *
   * @throws MalformedHistoryException for the first thing that is no event
   */
  public static History read(Reader in) throws IOException {
    BufferedReader text = new BufferedReader(in, BEGINNING_CHARS);
    return read(text, guess(text));
  }

  /**
   * Reads a whole history.
   *
   * @throws MalformedHistoryException for the first thing that is no event
   */
  public static History read(Reader in, Format format) throws IOException {
    return switch (format) {
      case CAPSTAN -> CapstanLines.read(in);
      case EDN -> JepsenEvents.of(new EdnForms(in));
      case JSON -> JepsenEvents.of(new JsonForms(in));
      case LOG -> JepsenEvents.of(new LogForms(in));
    };
  }

  /** The format that a text is in, by its beginning, which can be read all the same. */
  public static Format guess(BufferedReader text) throws IOException {
    return Format.of(beginning(text));
  }

  private static String beginning(BufferedReader text) throws IOException {
    char[] chars = new char[BEGINNING_CHARS];
    text.mark(BEGINNING_CHARS);
    int length = 0;
    for (int read = 0; read >= 0 && length < chars.length; length += Math.max(read, 0)) {
      read = text.read(chars, length, chars.length - length);
    }
    text.reset();
    return new String(chars, 0, length);
  }
}
