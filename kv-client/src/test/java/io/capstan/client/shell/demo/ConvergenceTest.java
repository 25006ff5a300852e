package io.capstan.client.shell.demo;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.NodeDigest;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.SliceDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
  @Test
  void replicasAreEqualWhenAllHaveToldTheSame() {
    assertTrue(reached(node("n1", "a", "x"), node("n2", "a", "x")));
  }

  @Test
  void replicasThatDifferInTheShardOrInASliceAreNotEqual() {
    assertFalse(reached(node("n1", "a", "x"), node("n2", "b", "x")));
    assertFalse(reached(node("n1", "a", "x"), node("n2", "a", "y")));
  }

  @Test
  void aReplicaThatHasNotToldIsNotEqual() {
    assertFalse(reached(node("n1", "a", "x"), new NodeDigest("n2", List.of(), List.of())));
    assertFalse(reached(node("n1", "a", "x")));
  }

  @Test
  void otherShardsAndSlicesDoNotMatter() {
    assertTrue(
        Convergence.isReached(
            List.of(node("n1", "a", "x"), node("n2", "a", "y")),
            List.of("n1", "n2"),
            0,
            List.of()));
  }

  private static boolean reached(NodeDigest... nodes) {
    return Convergence.isReached(List.of(nodes), List.of("n1", "n2"), 0, List.of(9));
  }

  private static NodeDigest node(String id, String shard, String slice) {
    return new NodeDigest(
        id,
        List.of(ShardDigest.newBuilder().setSha256(ByteString.copyFromUtf8(shard)).build()),
        List.of(
            SliceDigest.newBuilder().setSlice(9).setSum(ByteString.copyFromUtf8(slice)).build()));
  }
}
