package io.capstan.jepsen.demo;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kv demo}: what CAP means, shown on a cluster of its own. */
@Command(
    name = "demo",
    description = "Shows what each level answers while the leader is cut off from the others.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was as docs/guarantees.md promises",
      "2:the command line is wrong",
      "3:something did not happen that should have",
      "5:the demo's cluster does not serve",
    },
    footer = {
      "%nExamples:",
      "  kv demo                  in about a minute",
      "  kv demo --no-partition   cuts no link, so that it must fail",
      "%nIt starts three nodes in a temporary directory, cuts links between them, and removes all of",
      "it at its end, however it ends; other clusters are not touched. Every answer and time that it",
      "prints was observed. What stays is the report of its last act, in --out."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--no-partition",
      description = "Leaves all links alone, to see that the demo notices.")
  private boolean noPartition;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "jepsen-runs",
      description = "Where the report of the last act goes: ${DEFAULT-VALUE}.")
  private Path out = Path.of("jepsen-runs");

  @Option(names = "--json", description = "Prints one JSON object for each observation.")
  private boolean json;

  private final Terminal terminal;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var telling = new Telling(terminal, json);
    try {
      tour(telling);
      if (!telling.isContradicted()) {
        new Card(terminal, telling, out).show();
      }
      return telling.close().code();
    } catch (IOException e) {
      throw CommandFailed.usage("cannot write: " + e, "give another --out, or make room");
    }
  }

  private void tour(Telling telling) throws IOException {
    telling.note("Three nodes start in a temporary directory; their links can be cut.");
    try (DemoCluster cluster = DemoCluster.start(terminal);
        Tour tour = new Tour(cluster, telling, !noPartition)) {
      telling.note("They serve, in " + cluster.directory() + ".");
      tour.run();
    }
    telling.table();
  }
}
