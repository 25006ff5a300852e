package io.capstan.client.shell.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.ShardStatus;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv status}: how each node of a local cluster is. */
@Command(
    name = "status",
    description = "Shows how each node of the cluster on this machine is.",
    footer = {
      "%nExamples:",
      "  kv status",
      "  kv status --json",
      "%nExits with 0 when every node is ready, with 5 otherwise."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final double GIBIBYTE = 1 << 30;

  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  private final Terminal terminal;

  public StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One node: its process, when it runs, and its own answer, when it gave one. */
  record NodeLine(
      LocalNode node, Optional<ProcessHandle> process, Optional<GetNodeStatusResponse> status) {
    boolean ready() {
      return status.map(GetNodeStatusResponse::getReady).orElse(false);
    }

    String state() {
      if (ready()) {
        return "ready";
      }
      String silent = process.isPresent() ? "does not answer" : "down";
      return status.map(s -> "not ready: " + s.getNotReadyBecause()).orElse(silent);
    }

    /** The shards that the node leads by its own account. */
    List<ShardStatus> led() {
      return shards().stream().filter(shard -> shard.getLeader().equals(node.id())).toList();
    }

    List<ShardStatus> shards() {
      return status.map(GetNodeStatusResponse::getShardsList).orElse(List.of());
    }
  }

  @Override
  public Integer call() {
    ClusterDirectory directory = flag.choose(terminal);
    LocalCluster cluster = directory.require();
    List<NodeLine> lines;
    try (var channels = new PlaintextChannels(1)) {
      var probe = new NodeProbe(channels);
      lines =
          cluster.nodes().stream()
              .map(
                  node ->
                      new NodeLine(
                          node, NodeProcess.find(directory, node), probe.status(node.address())))
              .toList();
    }
    if (json) {
      Json.print(terminal.out(), fields -> writeJson(fields, cluster, lines));
    } else {
      printTable(lines);
    }
    boolean allReady = lines.stream().allMatch(NodeLine::ready);
    return (allReady ? Exit.OK : Exit.UNAVAILABLE).code();
  }

  private void printTable(List<NodeLine> lines) {
    var table =
        new Table("NODE", "ADDRESS", "PID", "LEADS", "APPLIED (SHARD:INDEX)", "DISK FREE", "STATE");
    for (NodeLine line : lines) {
      table.row(
          line.node().id(),
          line.node().address(),
          line.process().map(process -> Long.toString(process.pid())).orElse("-"),
          shown(line.led(), shard -> Integer.toString(shard.getShard())),
          shown(line.shards(), shard -> shard.getShard() + ":" + shard.getAppliedIndex()),
          line.status().map(StatusCommand::diskFree).orElse("-"),
          line.state());
    }
    table.print(terminal.out());
    lines.forEach(this::printFailures);
  }

  private void printFailures(NodeLine line) {
    for (ShardStatus shard : line.shards()) {
      if (!shard.getFailure().isEmpty()) {
        terminal.warn(
            line.node().id()
                + ": its replica of shard "
                + shard.getShard()
                + " stopped: "
                + shard.getFailure());
      }
    }
  }

  private static String shown(List<ShardStatus> shards, Function<ShardStatus, String> cell) {
    return shards.isEmpty() ? "-" : shards.stream().map(cell).collect(Collectors.joining(" "));
  }

  private static String diskFree(GetNodeStatusResponse status) {
    double percent = 100.0 * status.getDiskFreeBytes() / Math.max(1, status.getDiskTotalBytes());
    String refused = status.getWritesRefusedForDisk() ? " WRITES REFUSED" : "";
    return String.format(
        Locale.ROOT,
        "%.1f GiB (%.0f %%)%s",
        status.getDiskFreeBytes() / GIBIBYTE,
        percent,
        refused);
  }

  private static void writeJson(JsonGenerator json, LocalCluster cluster, List<NodeLine> lines)
      throws IOException {
    json.writeStringField("cluster_id", cluster.id());
    json.writeArrayFieldStart("nodes");
    for (NodeLine line : lines) {
      writeNode(json, line);
    }
    json.writeEndArray();
  }

  private static void writeNode(JsonGenerator json, NodeLine line) throws IOException {
    json.writeStartObject();
    json.writeStringField("node", line.node().id());
    json.writeStringField("address", line.node().address());
    json.writeBooleanField("up", line.process().isPresent());
    if (line.process().isPresent()) {
      json.writeNumberField("pid", line.process().get().pid());
    }
    json.writeBooleanField("ready", line.ready());
    json.writeStringField("state", line.state());
    if (line.status().isPresent()) {
      json.writeNumberField("disk_free_bytes", line.status().get().getDiskFreeBytes());
      json.writeNumberField("disk_total_bytes", line.status().get().getDiskTotalBytes());
    }
    json.writeArrayFieldStart("shards");
    for (ShardStatus shard : line.shards()) {
      writeShard(json, shard);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeShard(JsonGenerator json, ShardStatus shard) throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard", shard.getShard());
    json.writeStringField("leader", shard.getLeader());
    json.writeNumberField("term", shard.getTerm());
    json.writeNumberField("committed_index", shard.getCommittedIndex());
    json.writeNumberField("applied_index", shard.getAppliedIndex());
    json.writeStringField("failure", shard.getFailure());
    json.writeEndObject();
  }
}
