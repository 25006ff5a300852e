package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;

/**
 * Reads lines from a person, with a prompt, history and completion.
 *
 * <p>Thread safety: confined to one thread, but for the signal that stops a command.
 */
final class Console implements Screen {
  /** How long the first prompt may wait for the cluster. */
  private static final Duration GREETING_WAIT = Duration.ofSeconds(1);

  private static final String CONTINUATION = "... ";
  private static final int HISTORY_LINES = 5_000;

  private final Terminal terminal;
  private final org.jline.terminal.Terminal tty;
  private final History history;

  private Console(Terminal terminal, org.jline.terminal.Terminal tty, History history) {
    this.terminal = terminal;
    this.tty = tty;
    this.history = history;
  }

  /**
   * Runs a shell until its user ends it.
   *
   * @param make the shell that runs the lines
   * @param keepsHistory whether the lines are kept for later runs
   */
  static int run(Terminal terminal, Function<Screen, Shell> make, boolean keepsHistory)
      throws IOException {
    try (var tty = TerminalBuilder.builder().system(true).nativeSignals(true).build()) {
      History history = new DefaultHistory();
      var console = new Console(terminal, tty, history);
      Shell shell = make.apply(console);
      Optional<Path> file = keepsHistory ? HistoryFile.prepare(terminal) : Optional.empty();
      tty.handle(Signal.INT, signal -> shell.stop());
      console.loop(shell, console.reader(shell, file));
      return Exit.OK.code();
    }
  }

  private LineReader reader(Shell shell, Optional<Path> file) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(tty)
            .appName("kv")
            .parser(new LineParser())
            .completer(new LineCompleter(shell))
            .history(history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, true)
            .option(Option.HISTORY_TIMESTAMPED, false)
            // Blanks within a value are part of it.
            .option(Option.HISTORY_REDUCE_BLANKS, false);
    file.ifPresent(path -> builder.variable(LineReader.HISTORY_FILE, path));
    return builder.build();
  }

  private void loop(Shell shell, LineReader reader) {
    terminal.say(greeting(shell.connection().recentView(GREETING_WAIT)));
    while (!shell.ended()) {
      try {
        int unused = shell.run(reader.readLine(coloured(shell.prompt())));
      } catch (UserInterruptException interrupted) {
        // What was typed is gone; the next line is read.
      } catch (EndOfFileException end) {
        return;
      }
    }
  }

  private static String greeting(Optional<ClusterView> view) {
    return view.map(
                known ->
                    "Connected: %d nodes, %d keyspaces."
                        .formatted(known.nodes().size(), known.keyspaces().size()))
            .orElse("No node answers yet; see: status.")
        + " help lists the commands, Tab completes, Ctrl-D ends.";
  }

  private String coloured(String prompt) {
    return terminal.colours() ? "\033[36m" + prompt + "\033[0m" : prompt;
  }

  @Override
  public List<String> history() {
    return StreamSupport.stream(history.spliterator(), false).map(History.Entry::line).toList();
  }

  @Override
  public void clear() {
    tty.puts(Capability.clear_screen);
    tty.flush();
  }
}
