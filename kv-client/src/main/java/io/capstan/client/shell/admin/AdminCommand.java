package io.capstan.client.shell.admin;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kv admin}: the group of commands that look into the cluster. */
@Command(
    name = "admin",
    description = "Looks into the cluster.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"%nExamples:", "  kv admin digest      do all replicas hold the same rows?"})
public final class AdminCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private AdminCommand() {
    this.spec = CommandSpec.create();
  }

  /** The group with its commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new AdminCommand()).addSubcommand(new DigestCommand(terminal));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.USAGE.code();
  }
}
