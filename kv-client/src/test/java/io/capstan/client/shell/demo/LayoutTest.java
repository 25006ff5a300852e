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
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void allRowsLieOnTheNodesOfTheStrongRowsShard() {
    List<String> here = List.of("n3", "n1", "n2");
    Layout layout = Layout.of(view(here, List.of("n2", "n3", "n1"), List.of("n3", "n4", "n5")));
    assertEquals(List.of("n1", "n2", "n3"), layout.replicas());
    for (Map.Entry<RowName, String> row : layout.keys().entrySet()) {
      int slice = Token.sliceOf(row.getValue().getBytes(StandardCharsets.UTF_8));
      if (row.getKey() != RowName.STRONG) {
        assertEquals(0, slice % 2, row.getValue() + " is in a slice of n1, n2 and n3");
      }
    }
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
