package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.v1.Level;
import io.capstan.v1.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class JoinIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aFourthNodeJoinsAndWhoeverIsNotWhoItSaysIsRefused() throws IOException {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    ServerProcess fourth = cluster.add(cluster.joining("n4"));
    fourth.start();
    cluster.awaitReady();
    everyNodeKnows(cluster, Set.of("n1", "n2", "n3", "n4"));
    refusesDataWithAHint(cluster, fourth);

    fourth.kill();
    fourth.start();
    cluster.awaitReady();
    everyNodeKnows(cluster, Set.of("n1", "n2", "n3", "n4"));
    refusesDataWithAHint(cluster, fourth);

    nobodyIsAtTheSeed(cluster);
    theNodeIdIsTaken(cluster, fourth);
    theClusterIsAnotherOne(cluster);
    theDiskWasReplaced(fourth);
    theDiskWasReplaced(cluster.node("n3"));
    measured("join: a fourth node joined and came back; 5 impostors were refused");
  }

  private static void everyNodeKnows(ProcessCluster cluster, Set<String> ids) {
    for (ServerProcess node : cluster.nodes()) {
      try (NodeCalls calls = NodeCalls.to(cluster, node)) {
        Lab.AWAIT.until(
            () -> node.id() + " knows " + ids + ": " + calls.cluster(),
            SOON,
            () ->
                ids.equals(
                    Set.copyOf(calls.cluster().getNodesList().stream().map(Node::getId).toList())));
      }
    }
  }

  private static void refusesDataWithAHint(ProcessCluster cluster, ServerProcess node) {
    try (NodeCalls calls = NodeCalls.to(cluster, node)) {
      for (Level level : List.of(Level.LEVEL_STRONG, Level.LEVEL_EVENTUAL)) {
        CapstanException refusal =
            NodeCalls.refusal(() -> calls.data().get(NodeCalls.get("strong", "key", level)));
        assertEquals(Failure.NOT_A_REPLICA, refusal.failure(), refusal::toString);
        assertTrue(
            Set.of("n1", "n2", "n3").contains(refusal.error().getTryNode()), refusal::toString);
      }
    }
  }

  private static void nobodyIsAtTheSeed(ProcessCluster cluster) {
    String nobody = cluster.plan("nobody").address();
    ServerProcess lost = cluster.outsider(cluster.plan("n8").with("join", nobody));
    endsWith(lost, "seed " + nobody + " did not add this node");
  }

  private static void theNodeIdIsTaken(ProcessCluster cluster, ServerProcess owner) {
    NodePlan elsewhere = cluster.joining("impostor");
    NodePlan plan =
        new NodePlan(
            owner.id(),
            elsewhere.ports(),
            elsewhere.directory(),
            elsewhere.settings(),
            elsewhere.hostsFile());
    endsWith(
        cluster.outsider(plan),
        "NODE_ID_TAKEN",
        "node id '%s' belongs to the node at %s; the one at %s must use another node-id"
            .formatted(owner.id(), owner.address(), plan.address()));
  }

  private static void theClusterIsAnotherOne(ProcessCluster cluster) {
    NodePlan plan = cluster.joining("n9").with("cluster-id", "another");
    String console = endsWith(cluster.outsider(plan), "belongs to cluster \"");
    assertTrue(console.contains("\"another\"") && console.contains("\"e2e\""), console);
  }

  private static void theDiskWasReplaced(ServerProcess node) throws IOException {
    node.kill();
    Lab.delete(node.plan().data());
    endsWith(
        node,
        "DISK_REPLACED",
        "came back with disk",
        "Start it with its old directory, or under a new node-id");
  }

  /** Starts a process that must refuse to go on, and returns all that it printed. */
  private static String endsWith(ServerProcess process, String... messages) {
    process.start();
    int exitCode = process.awaitEnd();
    String console = process.console();
    assertEquals(1, exitCode, console);
    for (String message : messages) {
      assertTrue(console.contains(message), () -> "no \"" + message + "\" in:\n" + console);
    }
    return console;
  }
}
