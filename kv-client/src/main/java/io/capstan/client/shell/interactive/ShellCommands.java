package io.capstan.client.shell.interactive;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Kv;
import io.capstan.client.shell.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Parameters;

/** The commands of a shell: those of {@code kv}, and those that only a shell has. */
final class ShellCommands {
  private final ShellConnection connection;
  private final ShellSettings settings;
  private final Screen screen;

  ShellCommands(ShellConnection connection, ShellSettings settings, Screen screen) {
    this.connection = connection;
    this.settings = settings;
    this.screen = screen;
  }

  /**
   * The parser for one command line.
   *
   * @param words of the line, at least one
   */
  CommandLine line(Terminal terminal, List<String> words) {
    CommandLine line =
        Kv.commandLine(terminal, words.get(0), commands())
            .setDefaultValueProvider(new ShellDefaults(settings, words));
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.description("Commands of this shell; Tab completes, Ctrl-C stops a command.");
    usage.customSynopsis("COMMAND ...");
    usage.exitCodeListHeading("").exitCodeList(Map.of());
    usage.footer(
        "%nExamples:",
        "  put greeting 'hello, world'",
        "  put poem \"\"\"           lines follow, up to a line with \"\"\"",
        "  use orders             the keyspace of the next commands",
        "  explain get greeting   who would be asked, and how many must answer",
        "  help scan              more about one command");
    return line;
  }

  private Map<String, Function<Terminal, Object>> commands() {
    Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>(Kv.builtIns());
    List.of("up", "demo", "shell", "completion")
        .forEach(name -> commands.put(name, terminal -> new OutsideCommand(name)));
    commands.put("use", terminal -> new UseCommand(connection, settings));
    commands.put("level", terminal -> new LevelCommand(settings));
    commands.put("session", terminal -> new SessionCommand(terminal, connection));
    commands.put(
        "receipt",
        terminal ->
            new SwitchCommand(settings::setReceipt)
                .describedAs("Shows with each answer what it rests on, or not.", "receipt on"));
    commands.put(
        "timing",
        terminal ->
            new SwitchCommand(settings::setTiming)
                .describedAs("Shows how long each command took, or not.", "timing off"));
    commands.put(
        "explain",
        terminal ->
            new CommandLine(new ExplainCommand(terminal, connection, this))
                .setStopAtPositional(true)
                .setStopAtUnmatched(true));
    commands.put("history", terminal -> new HistoryCommand(terminal, screen));
    commands.put("clear", terminal -> new ClearCommand(screen));
    commands.put("exit", terminal -> new ExitCommand(settings));
    commands.put("quit", terminal -> new ExitCommand(settings));
    return commands;
  }

  /** What a switch can be set to, as it is typed. */
  private enum Switch {
    on,
    off
  }

  /** Sets one of the settings on or off. */
  private static final class SwitchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "on|off", description = "${COMPLETION-CANDIDATES}.")
    private Switch state = Switch.on;

    private final Consumer<Boolean> setting;

    private SwitchCommand(Consumer<Boolean> setting) {
      this.setting = setting;
    }

    private CommandLine describedAs(String description, String example) {
      CommandLine line = new CommandLine(this);
      line.getCommandSpec()
          .usageMessage()
          .description(description)
          .footer("%nExamples:", "  " + example);
      return line;
    }

    @Override
    public Integer call() {
      setting.accept(state == Switch.on);
      return Exit.OK.code();
    }
  }

  @Command(
      name = "history",
      description = "Shows the lines so far.",
      footer = {"%nExamples:", "  history"})
  private record HistoryCommand(Terminal terminal, Screen screen) implements Callable<Integer> {
    @Override
    public Integer call() {
      int number = 1;
      for (String line : screen.history()) {
        terminal.out().printf("%5d  %s%n", number++, line);
      }
      return Exit.OK.code();
    }
  }

  @Command(
      name = "clear",
      description = "Clears the screen.",
      footer = {"%nExamples:", "  clear"})
  private record ClearCommand(Screen screen) implements Callable<Integer> {
    @Override
    public Integer call() {
      screen.clear();
      return Exit.OK.code();
    }
  }

  @Command(
      name = "exit",
      description = "Ends the shell, as Ctrl-D does.",
      footer = {"%nExamples:", "  exit"})
  private record ExitCommand(ShellSettings settings) implements Callable<Integer> {
    @Override
    public Integer call() {
      settings.end();
      return Exit.OK.code();
    }
  }

  /** A command of {@code kv} that makes no sense here. */
  @Command(hidden = true, description = "Not for the shell.")
  private record OutsideCommand(String name) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw CommandFailed.usage(
          name.equals("up") || name.equals("demo")
              ? "kv " + name + " is not for the shell: Ctrl-C here would reach the nodes it starts"
              : "kv " + name + " is not for the shell",
          "run it in another window: kv " + name);
    }
  }
}
