package io.capstan.client.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.demo.Question.RowName;
import io.capstan.ring.Token;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Shard;
import io.capstan.v1.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void allRowsLieOnTheNodesOfTheStrongRowsShard() {
    List<String> shard = List.of("n3", "n1", "n2");
    List<String> same = List.of("n2", "n3", "n1");
    List<String> others = List.of("n3", "n4", "n5");
    Layout inEven = Layout.of(view(shard, same, others));
    Layout inOdd = Layout.of(view(shard, others, same));
    assertEquals(List.of("n1", "n2", "n3"), inEven.replicas());
    for (RowName row : List.of(RowName.ONE, RowName.MAJORITY, RowName.ALL)) {
      assertEquals(0, slice(inEven, row) % 2, row + " is in a slice of n1, n2 and n3");
      assertEquals(1, slice(inOdd, row) % 2, row + " is in a slice of n1, n2 and n3");
    }
  }

  private static int slice(Layout layout, RowName row) {
    String key = layout.keys().getOrDefault(row, "");
    return Token.sliceOf(key.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aClusterOfOneNodeIsNotEnough() {
    List<String> alone = List.of("n1");
    assertThrows(CommandFailed.class, () -> Layout.of(view(alone, alone, alone)));
  }

  /** One shard, and slices that two sets of nodes hold in turn. */
  private static ClusterView view(List<String> shard, List<String> even, List<String> odd) {
    var response =
        GetClusterResponse.newBuilder().addShards(Shard.newBuilder().addAllReplicas(shard));
    for (int slice = 0; slice < 256; slice++) {
      response.addSliceReplicas(Slice.newBuilder().addAllReplicas(slice % 2 == 0 ? even : odd));
    }
    return new ClusterView(response.build());
  }
}
