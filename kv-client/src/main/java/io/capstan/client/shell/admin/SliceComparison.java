package io.capstan.client.shell.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.capstan.client.NodeDigest;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.v1.SliceDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The replicas of every slice of EVENTUAL keyspaces side by side, as each was when it was asked:
 * comparable once writes, hints and repairs have come to rest.
 *
 * @param rows rows that each node holds, deleted ones included
 * @param compared how many slices
 * @param different slices whose replicas do not hold the same
 * @param missing slices of which a node has not told that should hold them
 */
record SliceComparison(
    Map<String, Long> rows, int compared, Set<Integer> different, Set<Integer> missing) {
  static SliceComparison of(List<NodeDigest> nodes, ClusterView view) {
    Map<String, Long> rows = new TreeMap<>();
    Map<Integer, Set<ByteString>> sums = new TreeMap<>();
    Map<Integer, Set<String>> told = new TreeMap<>();
    for (NodeDigest node : nodes) {
      for (SliceDigest digest : node.slices()) {
        rows.merge(node.nodeId(), digest.getRows(), Long::sum);
        sums.computeIfAbsent(digest.getSlice(), slice -> new HashSet<>()).add(digest.getSum());
        told.computeIfAbsent(digest.getSlice(), slice -> new HashSet<>()).add(node.nodeId());
      }
    }
    Set<Integer> different = new TreeSet<>();
    sums.forEach(
        (slice, each) -> {
          if (each.size() > 1) {
            different.add(slice);
          }
        });
    return new SliceComparison(rows, sums.size(), different, missing(told, view));
  }

  private static Set<Integer> missing(Map<Integer, Set<String>> told, ClusterView view) {
    Set<Integer> missing = new TreeSet<>();
    for (int slice = 0; slice < view.toProto().getSliceReplicasCount(); slice++) {
      List<String> holders = view.replicasOf(Target.slices(List.of(slice)));
      if (!told.getOrDefault(slice, Set.of()).containsAll(holders)) {
        missing.add(slice);
      }
    }
    return missing;
  }

  /** For people; none in a cluster without slices. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (compared > 0) {
      lines.add(
          "EVENTUAL keyspaces: "
              + (compared - different.size())
              + " of "
              + compared
              + " slices are equal on all replicas; rows: "
              + rows);
      if (!different.isEmpty()) {
        lines.add("  different: slices " + different);
      }
      if (!missing.isEmpty()) {
        lines.add("  not compared: slices " + missing);
      }
    }
    return lines;
  }

  /** For programs: one field of an object that the caller has begun. */
  void writeTo(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("slices");
    json.writeNumberField("compared", compared);
    writeArray(json, "different", different);
    writeArray(json, "not_compared", missing);
    json.writeObjectFieldStart("rows");
    for (Map.Entry<String, Long> node : rows.entrySet()) {
      json.writeNumberField(node.getKey(), node.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeArray(JsonGenerator json, String name, Set<Integer> slices)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (int slice : slices) {
      json.writeNumber(slice);
    }
    json.writeEndArray();
  }
}
