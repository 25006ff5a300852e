package io.capstan.client.shell.demo;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.local.ClusterDirectory;
import io.capstan.client.shell.local.DirectoryFlag;
import io.capstan.client.shell.local.RunningCluster;
import io.capstan.client.shell.output.Durations;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv demo}: what CAP means, shown on the cluster on this machine. */
@Command(
    name = "demo",
    description = "Shows what each level answers while nodes of the cluster here are stopped.",
    footer = {
      "%nExamples:",
      "  kv demo                 in half a minute, in the cluster of kv up; starts it if need be",
      "  kv demo --dir /tmp/cap  in a cluster elsewhere",
      "  kv demo --no-stop       stops no node, so that it must fail",
      "%nIt makes the keyspaces "
          + DemoKeyspaces.STRONG
          + " and "
          + DemoKeyspaces.EVENTUAL
          + " anew, and drops them at its end. Nodes",
      "are stopped with SIGSTOP and go on when it ends, however it ends. Every answer and time that",
      "it prints was observed. It exits with 3 when something did not happen that should have."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration VIEW_MAX = Duration.ofSeconds(20);

  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  @Option(names = "--keep", description = "Leaves the demo's keyspaces there.")
  private boolean keep;

  @Option(
      names = "--no-stop",
      description = "Leaves all nodes running, to see that the demo notices.")
  private boolean noStop;

  @Option(names = "--json", description = "Prints one JSON object for each observation.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Durations.class,
      description = "How long to wait until the cluster serves: ${DEFAULT-VALUE}.")
  private Duration timeout;

  private final Terminal terminal;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
    this.timeout = Duration.ofSeconds(60);
  }

  @Override
  public Integer call() {
    ClusterDirectory directory = flag.choose(terminal);
    try (var cluster = RunningCluster.hold(directory, terminal, timeout)) {
      return show(cluster, directory);
    }
  }

  private int show(RunningCluster cluster, ClusterDirectory directory) {
    var report = new Report(terminal, json);
    Layout layout = Layout.of(view(cluster));
    report.note("The cluster in " + directory.root() + " serves: " + names(cluster.nodes()) + ".");
    if (!cluster.started().isEmpty()) {
      report.note(names(cluster.started()) + " did not run and were started; kv down stops them.");
    }
    try (var visitor = new Visitor(cluster, layout)) {
      var keyspaces = new DemoKeyspaces(cluster, visitor.admin());
      keyspaces.make();
      report.note(
          "New keyspaces: %s and %s; the replicas of their rows are on %s."
              .formatted(DemoKeyspaces.STRONG, DemoKeyspaces.EVENTUAL, names(layout.replicas())));
      try {
        new Tour(cluster, layout, visitor, report, !noStop).run();
      } finally {
        cluster.resumeAll();
        if (!keep) {
          keyspaces.drop(terminal);
        }
      }
    }
    return report.close().code();
  }

  private static ClusterView view(RunningCluster cluster) {
    return cluster
        .await(
            VIEW_MAX,
            () -> cluster.nodes().stream().flatMap(n -> cluster.view(n).stream()).findFirst())
        .map(ClusterView::new)
        .orElseThrow(() -> CommandFailed.unavailable("no node answers", "see: kv status"));
  }

  private static String names(Iterable<String> nodes) {
    return String.join(", ", nodes);
  }
}
