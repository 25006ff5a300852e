package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen replay}: does once more what a plan says. */
@Command(
    name = "replay",
    description = {
      "Carries out a plan once more, and judges what clients were told this time.",
      "A seed stands for the plan of the newest run under --out that had it."
    },
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
      "  kv jepsen replay 1                              the newest run of seed 1",
      "%nProcesses and networks have a timing of their own:",
      "the same plan asks the same requests, and need not get the same answers."
    })
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RunFlags flags = new RunFlags();

  @Parameters(
      paramLabel = "SEED|PLAN",
      description = "A plan, such as plan.json of a run, or a seed.")
  private String what = "";

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return flags.run(terminal, RunFiles.plan(planFile()));
  }

  private Path planFile() {
    Path file = Path.of(what);
    return what.matches("\\d{1,18}") && !Files.exists(file)
        ? RunFiles.newest(flags.out(), Long.parseLong(what)).plan()
        : file;
  }
}
