package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.GetRequest;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeyspacesIT {
  private static final String KEY = "key";
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void keyspacesComeAndGoThroughAnyNodeAndTakeTheirRowsWithThem() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    List<NodeCalls> nodes = calls(cluster);
    NodeCalls leader = lab.closing(NodeCalls.to(cluster, Lab.leader(cluster, 0)));
    for (int round = 0; round < nodes.size(); round++) {
      livesAndDies(nodes, leader, round);
    }
    unknownNamesItsNeighbour(nodes);
    measured("keyspaces: created, altered, described and dropped through each of 3 nodes");
  }

  /** Creates through one node, alters through the next, drops through the third. */
  private static void livesAndDies(List<NodeCalls> nodes, NodeCalls leader, int round) {
    String name = "orders-" + round;
    NodeCalls first = nodes.get(round);
    NodeCalls second = nodes.get((round + 1) % 3);
    NodeCalls third = nodes.get((round + 2) % 3);

    Keyspace created = create(first, name);
    nodes.forEach(node -> awaitDescription(node, name, Optional.of(created)));
    Keyspace altered =
        second
            .admin()
            .alterKeyspace(
                AlterKeyspaceRequest.newBuilder().setName(name).setMaxValueBytes(5).build())
            .getKeyspace();
    assertEquals(5, altered.getOptions().getMaxValueBytes());
    nodes.forEach(node -> awaitDescription(node, name, Optional.of(altered)));
    leader.data().put(NodeCalls.put(name, KEY, "12345"));
    assertEquals(
        Failure.LIMIT_EXCEEDED,
        NodeCalls.refusal(() -> leader.data().put(NodeCalls.put(name, KEY, "123456"))).failure());

    drop(third, name);
    nodes.forEach(node -> awaitDescription(node, name, Optional.empty()));
    assertEquals(
        Failure.KEYSPACE_GONE,
        NodeCalls.refusal(() -> leader.data().get(stale(created))).failure(),
        "whoever knew it, after the drop");
    Keyspace again = create(first, name);
    assertNotEquals(created.getIncarnation(), again.getIncarnation());
    nodes.forEach(node -> awaitDescription(node, name, Optional.of(again)));
    assertFalse(
        leader.data().get(NodeCalls.get(name, KEY, Level.LEVEL_STRONG)).getResult().getFound(),
        "a row of the dropped keyspace");
    assertEquals(
        Failure.KEYSPACE_GONE,
        NodeCalls.refusal(() -> leader.data().get(stale(created))).failure(),
        "whoever knew the first life of the name, in its second");
    drop(second, name);
    nodes.forEach(node -> awaitDescription(node, name, Optional.empty()));
  }

  private static void unknownNamesItsNeighbour(List<NodeCalls> nodes) {
    for (NodeCalls node : nodes) {
      CapstanException refusal =
          NodeCalls.refusal(
              () -> node.data().get(NodeCalls.get("stron", KEY, Level.LEVEL_EVENTUAL)));
      assertEquals(Failure.KEYSPACE_UNKNOWN, refusal.failure());
      assertTrue(
          refusal.error().getMessage().contains("did you mean 'strong'?"), refusal::toString);
    }
  }

  private List<NodeCalls> calls(ProcessCluster cluster) {
    List<NodeCalls> calls = new ArrayList<>();
    for (ServerProcess node : cluster.nodes()) {
      calls.add(lab.closing(NodeCalls.to(cluster, node)));
    }
    return calls;
  }

  private static Keyspace create(NodeCalls node, String name) {
    return node.admin()
        .createKeyspace(
            CreateKeyspaceRequest.newBuilder().setName(name).setMode(Mode.MODE_STRONG).build())
        .getKeyspace();
  }

  private static void drop(NodeCalls node, String name) {
    var unused = node.admin().dropKeyspace(DropKeyspaceRequest.newBuilder().setName(name).build());
  }

  /** A read by someone who knows this life of the keyspace. */
  private static GetRequest stale(Keyspace known) {
    GetRequest.Builder get = NodeCalls.get(known.getName(), KEY, Level.LEVEL_STRONG).toBuilder();
    get.getHeaderBuilder().setKeyspaceIncarnation(known.getIncarnation());
    return get.build();
  }

  private static void awaitDescription(NodeCalls node, String name, Optional<Keyspace> wanted) {
    Lab.AWAIT.until(
        () -> "a node describes " + name + " as " + wanted + ": " + node.cluster(),
        SOON,
        () ->
            node.cluster().getKeyspacesList().stream()
                .filter(keyspace -> keyspace.getName().equals(name))
                .findFirst()
                .equals(wanted));
  }
}
