package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen replay}: does once more what a plan says. */
@Command(
    name = "replay",
    description = "Carries out a plan once more, and judges what clients were told this time.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:VALID: every promise held",
      "1:INVALID: one did not",
      "2:the command line or the plan is wrong, or a fault cannot be done here",
      "4:UNKNOWN: too little happened, or a bound was hit, to tell",
    },
    footer = {
      "%nExamples:",
      "  kv jepsen replay jepsen-runs/latest/plan.json   draws again whom faults hit",
      "  kv jepsen replay jepsen-runs/latest/done.json   hits the same nodes and links again",
      "%nTo replay a seed: kv jepsen run with the same options and --seed.",
      "Processes and networks have a timing of their own:",
      "the same plan asks the same requests, and need not get the same answers."
    })
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RunFlags flags = new RunFlags();

  @Parameters(paramLabel = "PLAN", description = "A plan, such as plan.json of a run.")
  private Path file = Path.of("");

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return flags.run(terminal, RunFiles.plan(file));
  }
}
