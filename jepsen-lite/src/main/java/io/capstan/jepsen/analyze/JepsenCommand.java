package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kv jepsen}: the group of commands that judge stores by what clients were told. */
@Command(
    name = "jepsen",
    description = "Tests stores under faults, and judges them by what clients were told.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "%nExamples:",
      "  kv jepsen run --nemesis partition-leader",
      "  kv jepsen analyze jepsen-runs/latest",
      "  kv jepsen analyze history.edn --model cas-register",
      "  kv jepsen shrink jepsen-runs/latest"
    })
final class JepsenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private JepsenCommand() {
    this.spec = CommandSpec.create();
  }

  /** The group with its commands. */
  static CommandLine create(Terminal terminal) {
    return new CommandLine(new JepsenCommand())
        .addSubcommand(new RunCommand(terminal))
        .addSubcommand(new ReplayCommand(terminal))
        .addSubcommand(new FaultsCommand(terminal))
        .addSubcommand(new AnalyzeCommand(terminal))
        .addSubcommand(new ShrinkCommand(terminal));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.USAGE.code();
  }
}
