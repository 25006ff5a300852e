package io.capstan.jepsen.lab;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv lab status}: how far the latest run of each lab is. */
@Command(
    name = "status",
    description = "Shows how far the latest run of each lab is.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that is done is well, and every run goes on or is finished",
      "1:something is to be said against a lab's seeds, or a run ended early",
      "2:the command line or a file is wrong",
    },
    footer = {"%nExamples:", "  kv lab status", "  kv lab status checker --json"})
final class LabStatusCommand implements Callable<Integer> {
  private static final int COMMIT_SHOWN = 12;

  private final Terminal terminal;
  private final Labs labs;
  private final Installation installation;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The lab; without it: all.")
  private @Nullable String name;

  @Option(names = "--json", description = "Prints one JSON object a lab.")
  private boolean json;

  @Mixin private ResultsFlag results = new ResultsFlag();

  LabStatusCommand(Terminal terminal, Labs labs, Installation installation) {
    this.terminal = terminal;
    this.labs = labs;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    List<Lab> chosen = name == null ? labs.each() : List.of(labs.named(name));
    List<Standing> standings =
        chosen.stream()
            .map(lab -> Standing.of(lab, results.choose(lab.name(), installation)))
            .flatMap(Optional::stream)
            .toList();
    if (json) {
      standings.forEach(standing -> Json.print(terminal.out(), standing::write));
    } else if (standings.isEmpty()) {
      terminal.out().println("no run has left its files here");
    } else {
      print(standings);
    }
    boolean well = standings.stream().allMatch(Standing::isWell);
    return well ? Exit.OK.code() : LabCommand.UNEXPECTED_EXIT;
  }

  private void print(List<Standing> standings) {
    Table table = new Table("LAB", "STATE", "SEEDS", "DONE", "COMMIT", "VERDICTS");
    for (Standing standing : standings) {
      table.row(
          standing.lab(),
          standing.state(),
          standing.run().seeds(),
          standing.progress(),
          brief(standing.run().commit()),
          standing.verdicts());
    }
    table.print(terminal.out());
  }

  private static String brief(String commit) {
    boolean id = commit.matches("[0-9a-f]{40}(-dirty)?");
    return id ? commit.substring(0, COMMIT_SHOWN) + commit.substring(40) : commit;
  }
}
