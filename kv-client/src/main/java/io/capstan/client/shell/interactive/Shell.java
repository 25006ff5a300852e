package io.capstan.client.shell.interactive;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.runtime.Ticker;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Runs lines, one after the other, as commands on one connection.
 *
 * <p>Thread safety: {@link #run} is for one thread; {@link #stop} may be called by any.
 */
final class Shell {
  /** Those that change nothing, so that there is nothing to say about them when stopped. */
  private static final Set<String> HARMLESS =
      Set.of("get", "scan", "status", "logs", "doctor", "version", "help", "explain", "history");

  private static final Set<String> HARMLESS_TWO =
      Set.of("keyspace list", "keyspace describe", "admin digest");

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Terminal terminal;
  private final ShellConnection connection;
  private final ShellSettings settings;
  private final ShellCommands commands;
  private final Ticker ticker;
  private volatile @Nullable Running running;

  /**
   * @param terminal lends the connection to the commands
   */
  Shell(
      Terminal terminal,
      ShellConnection connection,
      ShellSettings settings,
      Screen screen,
      Ticker ticker) {
    this.terminal = terminal;
    this.connection = connection;
    this.settings = settings;
    this.commands = new ShellCommands(connection, settings, screen);
    this.ticker = ticker;
  }

  /** Runs one input; gives the command's exit code, 0 when there is no command. */
  int run(String input) {
    Words words = Words.of(input);
    if (words.missing().isPresent()) {
      terminal.say("kv: the input ends before the closing " + words.missing().get());
      return Exit.USAGE.code();
    }
    List<String> texts = withoutKv(words.texts());
    if (texts.isEmpty()) {
      return Exit.OK.code();
    }
    long begun = ticker.nanos();
    int code = run(texts);
    if (settings.timing()) {
      terminal.say(dim(duration(ticker.nanos() - begun)));
    }
    terminal.out().flush();
    connection.remember();
    return code;
  }

  /** Lines from elsewhere begin with {@code kv}; here it may be left out. */
  static List<String> withoutKv(List<String> words) {
    return !words.isEmpty() && words.get(0).equals("kv") ? words.subList(1, words.size()) : words;
  }

  private int run(List<String> words) {
    Running command =
        Running.start(
            terminal, own -> commands.line(own, words).execute(words.toArray(String[]::new)));
    running = command;
    try {
      OptionalInt code = command.await();
      return code.isPresent() ? code.getAsInt() : stopped(words);
    } finally {
      running = null;
    }
  }

  private int stopped(List<String> words) {
    boolean harmless =
        HARMLESS.contains(words.get(0))
            || HARMLESS_TWO.contains(String.join(" ", words.subList(0, Math.min(2, words.size()))));
    if (terminal.interactive().err()) {
      // The line has the terminal's ^C.
      terminal.say("");
    }
    if (harmless) {
      terminal.say("kv: stopped");
      return Exit.UNAVAILABLE.code();
    }
    terminal.say("kv: stopped; the outcome is unknown: it may have happened or may happen yet");
    terminal.say("    read what it was to change before you try again");
    return Exit.UNKNOWN.code();
  }

  /** Stops the command that runs, if one does, and not the shell. */
  void stop() {
    Running command = running;
    if (command != null) {
      command.stop();
    }
  }

  /** Every command, for completion. */
  CommandLine everyCommand() {
    return commands.line(terminal, List.of(""));
  }

  ShellConnection connection() {
    return connection;
  }

  boolean ended() {
    return settings.ended();
  }

  String prompt() {
    return Prompt.of(settings, connection.view(), connection.session());
  }

  private String dim(String text) {
    return terminal.colours() ? "\033[2m" + text + "\033[0m" : text;
  }

  private static String duration(long nanos) {
    double millis = (double) nanos / NANOS_PER_MILLI;
    return millis < 1000
        ? String.format(Locale.ROOT, "(%.1f ms)", millis)
        : String.format(Locale.ROOT, "(%.2f s)", millis / 1000);
  }
}
