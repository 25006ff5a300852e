package io.capstan.client.shell.admin;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kv keyspace}: the group of commands on keyspaces. */
@Command(
    name = "keyspace",
    description = "Lists, makes, changes and drops keyspaces.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "%nExamples:",
      "  kv keyspace list",
      "  kv keyspace create orders --default-level strong",
      "  kv keyspace drop orders --yes"
    })
public final class KeyspaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private KeyspaceCommand() {
    this.spec = CommandSpec.create();
  }

  /** The group with its commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new KeyspaceCommand())
        .addSubcommand(new KeyspaceListCommand(terminal))
        .addSubcommand(new KeyspaceDescribeCommand(terminal))
        .addSubcommand(new KeyspaceCreateCommand(terminal))
        .addSubcommand(new KeyspaceAlterCommand(terminal))
        .addSubcommand(new KeyspaceDropCommand(terminal));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.USAGE.code();
  }
}
