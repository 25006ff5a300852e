package io.capstan.client.shell.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.NodeDigest;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.v1.ShardDigest;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas of every shard side by side.
 *
 * @param shards by shard id, the replicas in the order of the nodes
 */
record DigestComparison(Map<Integer, List<Replica>> shards) {
  private static final int SHOWN_HEX_DIGITS = 16;

  /** What one node's replica of one shard hashes to. */
  record Replica(String node, ShardDigest digest) {}

  static DigestComparison of(List<NodeDigest> nodes) {
    Map<Integer, List<Replica>> shards = new TreeMap<>();
    for (NodeDigest node : nodes) {
      for (ShardDigest digest : node.shards()) {
        shards
            .computeIfAbsent(digest.getShard(), shard -> new ArrayList<>())
            .add(new Replica(node.nodeId(), digest));
      }
    }
    return new DigestComparison(shards);
  }

  /** Do all replicas of every shard hold the same, after the same entry? */
  boolean equal() {
    return shards.values().stream().allMatch(DigestComparison::equal);
  }

  void printTable(PrintStream out) {
    var table = new Table("SHARD", "NODE", "LOG INDEX", "ROWS", "SHA-256", "");
    shards.forEach(
        (shard, replicas) -> {
          String verdict = equal(replicas) ? "EQUAL" : "DIFFERENT";
          for (Replica replica : replicas) {
            table.row(
                shard,
                replica.node(),
                replica.digest().getLogIndex(),
                replica.digest().getRows(),
                sha256(replica).substring(0, Math.min(SHOWN_HEX_DIGITS, sha256(replica).length())),
                verdict);
          }
        });
    table.print(out);
    out.println();
    out.println(equal() ? "EQUAL" : "DIFFERENT");
  }

  void printJson(PrintStream out) {
    Json.print(
        out,
        json -> {
          json.writeBooleanField("equal", equal());
          json.writeArrayFieldStart("replicas");
          for (List<Replica> replicas : shards.values()) {
            for (Replica replica : replicas) {
              writeReplica(json, replica);
            }
          }
          json.writeEndArray();
        });
  }

  private static void writeReplica(JsonGenerator json, Replica replica) throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard", replica.digest().getShard());
    json.writeStringField("node", replica.node());
    json.writeNumberField("log_index", replica.digest().getLogIndex());
    json.writeNumberField("rows", replica.digest().getRows());
    json.writeStringField("sha256", sha256(replica));
    json.writeEndObject();
  }

  private static boolean equal(List<Replica> replicas) {
    return replicas.stream().map(Replica::digest).distinct().count() == 1;
  }

  private static String sha256(Replica replica) {
    return Bytes.hex(replica.digest().getSha256().toByteArray());
  }
}
