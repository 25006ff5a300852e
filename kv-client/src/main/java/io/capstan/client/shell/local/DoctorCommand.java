package io.capstan.client.shell.local;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.local.Finding.Grade;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.transport.PlaintextChannels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv doctor}: what on this machine would keep a cluster from working, and what to do. */
@Command(
    name = "doctor",
    description = "Checks what a cluster on this machine needs, and says what to do.",
    footer = {
      "%nExamples:",
      "  kv doctor              before the first kv up, or when something does not work",
      "  kv doctor --json",
      "%nExits with 0 when nothing failed (warnings are allowed), with 5 otherwise."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  private final Terminal terminal;

  public DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ClusterDirectory directory = flag.choose(terminal);
    List<Finding> findings = new ArrayList<>();
    findings.add(MachineChecks.java());
    findings.add(MachineChecks.directory(directory.root()));
    findings.add(MachineChecks.diskSpace(directory.root()));
    findings.add(MachineChecks.openFiles(Path.of("/proc/self/limits")));
    Optional<LocalCluster> cluster = directory.read();
    List<LocalNode> nodes = cluster.map(LocalCluster::nodes).orElse(LocalCluster.layOut(3, 7400));
    findings.addAll(ports(directory, nodes));
    cluster.ifPresent(made -> findings.add(reachable(directory, made)));
    report(findings);
    boolean failed = findings.stream().anyMatch(finding -> finding.grade() == Grade.FAIL);
    return (failed ? Exit.UNAVAILABLE : Exit.OK).code();
  }

  /** Ports of nodes that run are theirs; those of the others must be free. */
  private static List<Finding> ports(ClusterDirectory directory, List<LocalNode> nodes) {
    List<Finding> taken = new ArrayList<>();
    for (LocalNode node : nodes) {
      if (NodeProcess.find(directory, node).isPresent()) {
        continue;
      }
      for (LocalNode.Port port : node.ports()) {
        if (!Ports.isFree(port.number())) {
          taken.add(
              Finding.fail(
                  "ports",
                  Ports.describeTaken(node, port),
                  "stop that program, or use kv up --base-port 8400 with another --dir"));
        }
      }
    }
    return taken.isEmpty() ? List.of(Finding.ok("ports", "free or the cluster's own")) : taken;
  }

  private static Finding reachable(ClusterDirectory directory, LocalCluster cluster) {
    boolean anyRuns =
        cluster.nodes().stream().anyMatch(node -> NodeProcess.find(directory, node).isPresent());
    if (!anyRuns) {
      return Finding.warn("cluster", "no node of it runs", "start it with kv up");
    }
    try (var channels = new PlaintextChannels(1)) {
      List<String> missing = new Readiness(new NodeProbe(channels)).missing(cluster.nodes());
      return missing.isEmpty()
          ? Finding.ok("cluster", "all " + cluster.nodes().size() + " nodes are ready")
          : Finding.fail("cluster", String.join("; ", missing), "see kv status and kv logs");
    }
  }

  private void report(List<Finding> findings) {
    if (json) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
              finding.writeTo(fields);
            }
            fields.writeEndArray();
          });
      return;
    }
    var table = new Table("CHECK", "RESULT", "FOUND", "WHAT TO DO");
    for (Finding finding : findings) {
      String grade = finding.grade().name().toLowerCase(Locale.ROOT);
      table.row(finding.check(), grade, finding.found(), finding.advice());
    }
    table.print(terminal.out());
  }
}
