package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a Jepsen log such as {@code INFO jepsen.util - 3 :invoke :cas [1 2]}, or of the history
 * that Jepsen stores as text, which are the same without the logger. Lines of other loggers and of
 * processes that are no number are skipped. Thread safety: for one thread.
 */
public final class LogForms implements Forms {
  private static final Pattern HEADER =
      Pattern.compile("jepsen\\.util(\\s+-)?\\s+|^(?=\\d+\\s+:(invoke|ok|fail|info)\\s)");

  private static final Pattern NEMESIS = Pattern.compile("(^|jepsen\\.util(\\s+-)?\\s+):\\w.*");

  /** Any logger's line, so that a piece of a line is not taken for one. */
  private static final Pattern OTHER =
      Pattern.compile("^.*(TRACE|DEBUG|INFO|WARN|ERROR)\\b.* - .*");

  private static final String[] COLUMNS = {"process", "type", "f", "value"};

  private final BufferedReader lines;
  private long number;

  public LogForms(Reader in) {
    lines = new BufferedReader(in);
  }

  @Override
  public @Nullable Form next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      Matcher header = HEADER.matcher(line);
      boolean nemesis = NEMESIS.matcher(line).find();
      if (!nemesis && header.find()) {
        return new Form(new Position(number, 1), columns(line, header.end()));
      }
      if (!nemesis && !line.isBlank() && !OTHER.matcher(line).matches()) {
        throw new MalformedHistoryException(new Position(number, 1), "no line of a Jepsen log");
      }
    }
    return null;
  }

  private Datum columns(String line, int from) throws IOException {
    EdnReader reader = new EdnReader(new StringReader(line.substring(from)));
    Map<String, Datum> fields = new HashMap<>();
    try {
      for (String column : COLUMNS) {
        fields.put(column, reader.read());
      }
    } catch (MalformedHistoryException e) {
      Position at = new Position(number, from + e.position().column());
      throw new MalformedHistoryException(at, e.problem());
    }
    return new Datum.Table(fields);
  }
}
