package io.capstan.jepsen.lab;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.jepsen.cluster.Await;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv lab stop}: ends a run. */
@Command(
    name = "stop",
    description = "Ends the run of a lab; the seed under way is lost, --resume does it again.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it does not run", "2:the command line or a file is wrong"},
    footer = {"%nExamples:", "  kv lab stop checker"})
final class LabStopCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Labs labs;
  private final Installation installation;

  @Parameters(paramLabel = "NAME", description = "The lab.")
  private String name = "";

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Mixin private ResultsFlag results = new ResultsFlag();

  LabStopCommand(Terminal terminal, Labs labs, Installation installation) {
    this.terminal = terminal;
    this.labs = labs;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    LabFiles files = results.choose(labs.named(name).name(), installation);
    Optional<Long> stopped = new LabProcess(files, Await.system(), terminal.environment()).stop();
    if (json) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeStringField("lab", name);
            fields.writeBooleanField("stopped", stopped.isPresent());
          });
    } else {
      terminal
          .out()
          .println(
              stopped
                  .map(pid -> name + ": process " + pid + " is stopped")
                  .orElse(name + " does not run"));
    }
    return Exit.OK.code();
  }
}
