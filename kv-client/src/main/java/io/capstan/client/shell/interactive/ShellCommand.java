package io.capstan.client.shell.interactive;

import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.data.ConnectionFlags;
import io.capstan.client.shell.data.LevelNames;
import io.capstan.runtime.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv shell}: many commands on one connection. */
@Command(
    name = "shell",
    description = "Runs commands on one connection, typed or from a script.",
    footer = {
      "%nExamples:",
      "  kv shell",
      "  kv shell < script              no prompt; ends at the first line that fails",
      "  kv shell -e 'put a 1' -e 'get a'",
      "%nIn the shell, help lists the commands: those of kv without the word kv, and",
      "  use KEYSPACE, level LEVEL      what the prompt shows: capstan(KEYSPACE @LEVEL*)>",
      "  session new|off|show           * in the prompt: reads are never older than what was seen",
      "  receipt on|off, timing on|off, explain COMMAND, history, clear, exit",
      "%nTab completes. Ctrl-C stops a command, Ctrl-D ends the shell. A quote that is open, or a",
      "backslash at the end, continues on the next line; so does a value between \"\"\".",
      "Lines that begin with a blank are not kept in $XDG_STATE_HOME/capstan/history.",
      "For completion outside of the shell, see: kv completion --help"
    })
public final class ShellCommand implements Callable<Integer> {
  @Mixin private ConnectionFlags connection = new ConnectionFlags();

  @Option(
      names = {"-k", "--keyspace"},
      paramLabel = "NAME",
      defaultValue = "strong",
      description = "The keyspace to begin with: ${DEFAULT-VALUE}.")
  private String keyspace = "strong";

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      converter = LevelCommand.Checked.class,
      completionCandidates = LevelNames.class,
      description = "The level of reads to begin with: the keyspace's.")
  private String level = LevelCommand.DEFAULT;

  @Option(
      names = "--session",
      paramLabel = "none|FILE",
      description = "Where reads and writes are remembered for later runs: as kv get has it.")
  private @Nullable String session;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "LINE",
      description = "Runs this line, and those of further -e, and ends.")
  private List<String> lines = List.of();

  @Option(names = "--keep-going", description = "A script goes on behind a line that fails.")
  private boolean keepGoing;

  @Option(names = "--no-history", description = "Keeps no lines for later runs.")
  private boolean noHistory;

  private final Terminal terminal;

  public ShellCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean typed = lines.isEmpty() && terminal.interactive().in() && terminal.interactive().out();
    ShellSettings settings = new ShellSettings(keyspace, typed);
    if (!level.equals(LevelCommand.DEFAULT)) {
      settings.setLevel(level);
    }
    Ticker ticker = Ticker.system();
    try (var shared = new ShellConnection(terminal, connection, session, ticker)) {
      Terminal lending = lending(shared);
      if (typed) {
        return Console.run(
            terminal, screen -> new Shell(lending, shared, settings, screen, ticker), !noHistory);
      }
      Shell shell = new Shell(lending, shared, settings, Screen.NONE, ticker);
      return new Script(terminal, shell, keepGoing).run(source());
    }
  }

  /** Commands cannot read what the shell reads its lines from. */
  private Terminal lending(ShellConnection shared) {
    return new Terminal(
        new NoInput(),
        terminal.out(),
        terminal.err(),
        new Terminal.Interactive(true, terminal.interactive().out(), terminal.interactive().err()),
        environment(),
        Optional.of(shared));
  }

  /** Commands on the local cluster find it where the shell was told that it is. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(terminal.environment());
    connection.directory().ifPresent(dir -> environment.put("KV_HOME", dir.toString()));
    return environment;
  }

  private LineSource source() {
    if (lines.isEmpty()) {
      var reader = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      return reader::readLine;
    }
    Iterator<String> given = lines.iterator();
    return () -> given.hasNext() ? given.next() : null;
  }

  private static final class NoInput extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("a command in the shell has no standard input; use --file PATH");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }
}
