package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.session.SessionToken;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** {@code explain}: what a request would do; it sends none. */
@Command(
    name = "explain",
    description = "Shows what a command would do: whom it asks, and how many must answer.",
    footer = {
      "%nExamples:",
      "  explain get greeting --level strong",
      "  explain put greeting hello -k eventual",
      "%nIt asks a node for its view of the cluster, and sends nothing to a replica."
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "A command on rows.")
  private List<String> words = List.of();

  private final Terminal terminal;
  private final ShellConnection connection;
  private final ShellCommands commands;

  ExplainCommand(Terminal terminal, ShellConnection connection, ShellCommands commands) {
    this.terminal = terminal;
    this.connection = connection;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    ParseResult parsed =
        commands.line(terminal, words).parseArgs(words.toArray(String[]::new)).subcommand();
    if (parsed.isUsageHelpRequested()) {
      parsed.commandSpec().commandLine().usage(terminal.out());
      return Exit.OK.code();
    }
    Sketch request = Sketch.of(parsed, connection.connection().node());
    SessionToken session = connection.use(client -> client.session().token());
    ClusterView view = connection.refresh().join();
    Explanation.of(request, view, session).forEach(terminal.out()::println);
    return Exit.OK.code();
  }
}
