package io.capstan.client.shell.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.NodeDigest;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CapturedTerminal;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Shard;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.Slice;
import io.capstan.v1.SliceDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestComparisonTest {
  @Test
  void replicasWithTheSameHashAreEqual() {
    var comparison =
        DigestComparison.of(
            List.of(
                node("n1", List.of(digest(0, 7, 'a'), digest(1, 9, 'b'))),
                node("n2", List.of(digest(0, 7, 'a'), digest(1, 9, 'b')))),
            view(placed(0, "n1", "n2"), placed(1, "n1", "n2")));
    assertTrue(comparison.equal());
  }

  @Test
  void oneReplicaWithAnotherHashMakesThemDifferent() {
    var comparison = twoNodes(digest(0, 7, 'a'), digest(0, 7, 'x'));
    assertFalse(comparison.equal());
  }

  @Test
  void aReplicaThatWasHashedAtAnotherEntryIsNotEqual() {
    assertFalse(twoNodes(digest(0, 7, 'a'), digest(0, 8, 'a')).equal());
  }

  @Test
  void theTableNamesShardNodeAndVerdict() {
    var terminal = CapturedTerminal.piped();
    twoNodes(digest(3, 7, 'a'), digest(3, 7, 'x')).printTable(terminal.terminal().out());
    String[] lines = terminal.out().split("\n", -1);
    assertTrue(lines[1].matches("3 +n1 +7 +5 +61616161 +DIFFERENT"), lines[1]);
    assertTrue(lines[2].matches("3 +n2 +7 +5 +78787878 +DIFFERENT"), lines[2]);
    assertTrue(terminal.out().endsWith("\nDIFFERENT\n"));
  }

  @Test
  void jsonHoldsTheWholeHash() {
    var terminal = CapturedTerminal.piped();
    twoNodes(digest(0, 7, 'a'), digest(0, 7, 'a')).printJson(terminal.terminal().out());
    assertEquals(
        "{\"equal\":true,\"replicas\":["
            + "{\"shard\":0,\"node\":\"n1\",\"log_index\":7,\"rows\":5,\"sha256\":\"61616161\"},"
            + "{\"shard\":0,\"node\":\"n2\",\"log_index\":7,\"rows\":5,\"sha256\":\"61616161\"}],"
            + "\"not_compared\":[],\"slices\":"
            + "{\"compared\":0,\"different\":[],\"not_compared\":[],\"rows\":{}}}\n",
        terminal.out());
  }

  @Test
  void aReplicaThatThePlacementNamesAndNobodyHashedIsNotCompared() {
    var comparison =
        DigestComparison.of(
            List.of(node("n1", List.of(digest(0, 7, 'a'))), node("n2", List.of())),
            view(placed(0, "n1", "n2")));
    assertFalse(comparison.equal());
    assertFalse(comparison.different());
    var terminal = CapturedTerminal.piped();
    comparison.printTable(terminal.terminal().out());
    assertTrue(terminal.out().contains("\n0      n2    -"), terminal.out());
    assertTrue(terminal.out().endsWith("\nNOT COMPARED\n"), terminal.out());
  }

  @Test
  void aShardThatNobodyHashedIsNotCompared() {
    var comparison =
        DigestComparison.of(
            List.of(node("n1", List.of(digest(0, 7, 'a')))),
            view(placed(0, "n1"), placed(1, "n1")));
    assertFalse(comparison.equal());
    assertEquals(
        List.of("shard 1 on n1"), comparison.missing().stream().map(Object::toString).toList());
  }

  private static Shard placed(int shard, String... nodes) {
    return Shard.newBuilder().setId(shard).addAllReplicas(List.of(nodes)).build();
  }

  private static DigestComparison twoNodes(ShardDigest first, ShardDigest second) {
    return DigestComparison.of(
        List.of(node("n1", List.of(first)), node("n2", List.of(second))),
        view(placed(first.getShard(), "n1", "n2")));
  }

  private static ShardDigest digest(int shard, long index, char hash) {
    return ShardDigest.newBuilder()
        .setShard(shard)
        .setLogIndex(index)
        .setRows(5)
        .setSha256(ByteString.copyFromUtf8(Character.toString(hash).repeat(4)))
        .build();
  }

  @Test
  void slicesAreComparedByTheirSums() {
    var equal = slices('a', 'a');
    assertTrue(equal.equal());
    assertEquals(
        List.of("EVENTUAL keyspaces: 1 of 1 slices are equal on all replicas; rows: {n1=4, n2=4}"),
        equal.slices().lines());
    var different = slices('a', 'b');
    assertTrue(different.different());
    assertTrue(different.slices().lines().contains("  different: slices [0]"));
  }

  @Test
  void aSliceThatAHolderHasNotToldOfIsNotCompared() {
    var view =
        new ClusterView(
            GetClusterResponse.newBuilder()
                .addSliceReplicas(Slice.newBuilder().addReplicas("n1").addReplicas("n2"))
                .build());
    var comparison =
        DigestComparison.of(
            List.of(new NodeDigest("n1", List.of(), List.of(slice('a'))), node("n2", List.of())),
            view);
    assertFalse(comparison.equal());
    assertTrue(comparison.slices().lines().contains("  not compared: slices [0]"));
  }

  private static DigestComparison slices(char first, char second) {
    return DigestComparison.of(
        List.of(
            new NodeDigest("n1", List.of(), List.of(slice(first))),
            new NodeDigest("n2", List.of(), List.of(slice(second)))),
        view());
  }

  private static SliceDigest slice(char sum) {
    return SliceDigest.newBuilder()
        .setRows(4)
        .setSum(ByteString.copyFromUtf8(String.valueOf(sum)))
        .build();
  }

  private static NodeDigest node(String id, List<ShardDigest> shards) {
    return new NodeDigest(id, shards, List.of());
  }

  private static ClusterView view(Shard... placed) {
    return new ClusterView(GetClusterResponse.newBuilder().addAllShards(List.of(placed)).build());
  }
}
