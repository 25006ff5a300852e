package io.capstan.client.shell;

import io.capstan.client.shell.admin.AdminCommand;
import io.capstan.client.shell.admin.KeyspaceCommand;
import io.capstan.client.shell.bulk.ExportCommand;
import io.capstan.client.shell.bulk.LoadCommand;
import io.capstan.client.shell.data.BenchCommand;
import io.capstan.client.shell.data.CompareAndSetCommand;
import io.capstan.client.shell.data.DeleteCommand;
import io.capstan.client.shell.data.GetCommand;
import io.capstan.client.shell.data.IncrementCommand;
import io.capstan.client.shell.data.PutCommand;
import io.capstan.client.shell.data.ScanCommand;
import io.capstan.client.shell.interactive.ShellCommand;
import io.capstan.client.shell.local.DoctorCommand;
import io.capstan.client.shell.local.DownCommand;
import io.capstan.client.shell.local.LogsCommand;
import io.capstan.client.shell.local.StatusCommand;
import io.capstan.client.shell.local.UpCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The {@code kv} command. */
@Command(
    name = "kv",
    description = "Capstan: a key-value store whose consistency you choose, request by request.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "%nExamples:",
      "  kv up                          starts three nodes on this machine",
      "  kv put greeting hello",
      "  kv get greeting --receipt      the value, and what the answer rests on",
      "  kv demo                        what each level answers while the leader is cut off",
      "  kv shell                       many commands on one connection",
      "  kv help put                    more about one command",
      "%nEnvironment: KV_HOME is the local cluster's directory (default .kv)."
    })
public final class Kv implements Callable<Integer> {
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  private Kv(CommandSpec spec) {
    this.spec = spec;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    System.exit(run(terminal, args));
  }

  /** Runs one command; gives its exit code, when all output is written. */
  public static int run(Terminal terminal, String... args) {
    int code = commandLine(terminal, args.length == 0 ? "" : args[0]).execute(args);
    return terminal
        .out()
        .failure()
        .map(failure -> withoutOutput(terminal, code, failure))
        .orElse(code);
  }

  /** A reader that has gone away, such as head, wanted no more: that is no failure. */
  private static int withoutOutput(Terminal terminal, int code, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (reason.contains("Broken pipe")) {
      return code;
    }
    terminal.say("kv: cannot write to standard output: " + reason);
    terminal.say("    what the command was to do is done; look where its output goes");
    return code == Exit.OK.code() ? Exit.OUTPUT_LOST.code() : code;
  }

  /** Without a command: shows what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.USAGE.code();
  }

  /**
   * The parser for a command line that begins with this word. Only the one command is built when
   * the word names a built-in: reflecting on all of them costs more than most commands do.
   */
  static CommandLine commandLine(Terminal terminal, String firstWord) {
    return commandLine(terminal, firstWord, builtIns());
  }

  /**
   * The same with other built-in commands.
   *
   * @param builtIns by name, in the order of the help text
   */
  public static CommandLine commandLine(
      Terminal terminal, String firstWord, Map<String, Function<Terminal, Object>> builtIns) {
    CommandSpec spec = CommandSpec.create();
    CommandLine kv = new CommandLine(new Kv(spec));
    if (builtIns.containsKey(firstWord)) {
      kv.addSubcommand(firstWord, builtIns.get(firstWord).apply(terminal));
    } else {
      builtIns.forEach((name, command) -> kv.addSubcommand(name, command.apply(terminal)));
      ServiceLoader.load(KvCommand.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(command -> !builtIns.containsKey(command.name()))
          .forEach(command -> kv.addSubcommand(command.name(), command.command(terminal)));
      kv.addSubcommand(new HelpCommand());
    }
    return configure(kv, terminal);
  }

  /** What makes each command, in the order of the help text. */
  public static Map<String, Function<Terminal, Object>> builtIns() {
    Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
    commands.put("up", UpCommand::new);
    commands.put("down", DownCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("put", PutCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("del", DeleteCommand::new);
    commands.put("cas", CompareAndSetCommand::new);
    commands.put("incr", IncrementCommand::new);
    commands.put("scan", ScanCommand::new);
    commands.put("load", LoadCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("keyspace", KeyspaceCommand::create);
    commands.put("admin", AdminCommand::create);
    commands.put("bench", BenchCommand::new);
    commands.put("shell", ShellCommand::new);
    commands.put("completion", CompletionCommand::new);
    commands.put("version", VersionCommand::new);
    return commands;
  }

  private static CommandLine configure(CommandLine kv, Terminal terminal) {
    describe(kv);
    var errors = new ErrorReport(terminal);
    var ansi = terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF;
    return kv.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(ansi))
        // A value may begin with @, which picocli would take for a file of arguments.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /** Adds --help to every command, and the exit codes where a command has none of its own. */
  private static void describe(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
    if (spec.usageMessage().exitCodeList().isEmpty()) {
      Map<String, String> exitCodes = new LinkedHashMap<>();
      for (Exit exit : Exit.values()) {
        exitCodes.put(Integer.toString(exit.code()), exit.meaning());
      }
      spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes);
    }
    command.getSubcommands().values().stream()
        .filter(sub -> !(sub.getCommand() instanceof HelpCommand))
        .forEach(Kv::describe);
  }
}
