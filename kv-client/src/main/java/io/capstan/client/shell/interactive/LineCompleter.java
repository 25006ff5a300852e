package io.capstan.client.shell.interactive;

import java.time.Duration;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/** Offers {@link Completions} to JLine. */
final class LineCompleter implements Completer {
  private static final Duration NAMES_WAIT = Duration.ofMillis(300);

  private final Shell shell;
  private @Nullable Completions completions;

  LineCompleter(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String begun = line.word().substring(0, line.wordCursor());
    for (Completions.Candidate one : completions().after(before, begun)) {
      candidates.add(
          new Candidate(
              one.text(),
              one.text(),
              null,
              one.description().isEmpty() ? null : one.description(),
              null,
              null,
              one.complete()));
    }
  }

  /** Made when it is first wanted: it takes every command to be built. */
  private Completions completions() {
    if (completions == null) {
      completions =
          new Completions(shell.everyCommand(), () -> shell.connection().recentView(NAMES_WAIT));
    }
    return completions;
  }
}
