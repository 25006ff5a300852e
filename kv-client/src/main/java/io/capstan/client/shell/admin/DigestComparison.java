package io.capstan.client.shell.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.NodeDigest;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.v1.Shard;
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
 * @param missing replicas of the placement that no node has hashed, in the order of the shards
 * @param slices the replicas of EVENTUAL keyspaces
 */
record DigestComparison(
    Map<Integer, List<Replica>> shards, List<Missing> missing, SliceComparison slices) {
  private static final String NOT_COMPARED = "NOT COMPARED";
  private static final int SHOWN_HEX_DIGITS = 16;

  /** What one node's replica of one shard hashes to. */
  record Replica(String node, ShardDigest digest) {}

  /** A replica that the placement names and that was not compared. */
  record Missing(int shard, String node) {
    @Override
    public String toString() {
      return "shard " + shard + " on " + node;
    }
  }

  /**
   * @param view which nodes must have told of which shard and slice
   */
  static DigestComparison of(List<NodeDigest> nodes, ClusterView view) {
    Map<Integer, List<Replica>> shards = new TreeMap<>();
    for (NodeDigest node : nodes) {
      for (ShardDigest digest : node.shards()) {
        shards
            .computeIfAbsent(digest.getShard(), shard -> new ArrayList<>())
            .add(new Replica(node.nodeId(), digest));
      }
    }
    return new DigestComparison(
        shards, missing(shards, view.shards()), SliceComparison.of(nodes, view));
  }

  private static List<Missing> missing(Map<Integer, List<Replica>> shards, List<Shard> placement) {
    List<Missing> missing = new ArrayList<>();
    for (Shard shard : placement) {
      List<Replica> told = shards.getOrDefault(shard.getId(), List.of());
      for (String node : shard.getReplicasList()) {
        if (told.stream().noneMatch(replica -> replica.node().equals(node))) {
          missing.add(new Missing(shard.getId(), node));
        }
      }
    }
    return missing;
  }

  /** Do all replicas of every shard hold the same, after the same entry? */
  boolean equal() {
    return missing.isEmpty() && slices.missing().isEmpty() && !different();
  }

  /** Do two of the replicas that were compared differ? */
  boolean different() {
    return !slices.different().isEmpty()
        || !shards.values().stream().allMatch(DigestComparison::equal);
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
    missing.forEach(
        absent -> table.row(absent.shard(), absent.node(), "-", "-", "-", NOT_COMPARED));
    table.print(out);
    out.println();
    slices.lines().forEach(out::println);
    out.println(different() ? "DIFFERENT" : equal() ? "EQUAL" : NOT_COMPARED);
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
          writeMissing(json);
          slices.writeTo(json);
        });
  }

  private void writeMissing(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("not_compared");
    for (Missing absent : missing) {
      json.writeStartObject();
      json.writeNumberField("shard", absent.shard());
      json.writeStringField("node", absent.node());
      json.writeEndObject();
    }
    json.writeEndArray();
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
