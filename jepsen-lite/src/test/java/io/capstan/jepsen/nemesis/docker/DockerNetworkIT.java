package io.capstan.jepsen.nemesis.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.nemesis.CutsOnly;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes whose servers are not started, and the canaries between them. */
@ExtendWith(Containers.class)
@Timeout(240)
class DockerNetworkIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Await AWAIT = Await.system();
  private static final Disturbance CUT = new Disturbance.Cut();
  private static final Set<Link> AROUND_N1 = Link.around("n1", Set.of("n2", "n3"));

  private static final String OWN = Belongings.OWNER + "=" + Owner.thisProcess().label();

  /** So many that one link's silence is no chance. */
  private static final int CANARIES = 10;

  @TempDir private Path directory;
  private DockerNetwork network;
  private ProcessCluster cluster;

  @BeforeEach
  void makeThreeNodes() {
    network = new DockerNetwork(Randoms.system(), Ticker.system());
    cluster =
        new ProcessCluster(directory, "docker-it", 3, ServerJvm.ofThisProcess(), Map.of(), network);
    awaitMore(link -> true);
  }

  @AfterEach
  void close() {
    cluster.close();
    network.close();
  }

  /** Waits until further canaries have arrived on all these links. */
  private void awaitMore(Predicate<Link> of) {
    Set<Link> links = network.links().stream().filter(of).collect(Collectors.toSet());
    Map<Link, Canary> before = network.canaries();
    Duration unused =
        AWAIT.until(
            () -> "canaries on " + links + ": " + network.canaries(),
            SOON,
            () ->
                links.stream()
                    .allMatch(
                        link ->
                            arrived(network.canaries(), link) >= arrived(before, link) + CANARIES));
  }

  private static long arrived(Map<Link, Canary> canaries, Link link) {
    Canary newest = canaries.get(link);
    return newest == null ? 0 : newest.arrived();
  }

  @Test
  void aCutSilencesExactlyTheLinksOfItsNodeUntilItHeals() {
    assertEquals(6, network.links().size());
    network.disturb(AROUND_N1, CUT);
    awaitMore(link -> !AROUND_N1.contains(link)); // what was on its way is there
    Map<Link, Canary> silent = network.canaries();
    awaitMore(link -> !AROUND_N1.contains(link));
    for (Link link : AROUND_N1) {
      assertEquals(arrived(silent, link), arrived(network.canaries(), link), link::toString);
    }

    network.heal();
    awaitMore(link -> true);
  }

  @Test
  void whatItCannotDoIsRefusedAndNothingIsDone() {
    CutsOnly.assertRefusesAllElse(network);
    assertThrows(
        UnsupportedFaultException.class,
        () -> network.disturb(Link.outOf("n1", Set.of("n2", "n3")), CUT));
    Set<Link> ofNobody = Link.around("n9", Set.of("n1", "n2", "n3"));
    assertThrows(UnsupportedFaultException.class, () -> network.disturb(ofNobody, CUT));
    awaitMore(link -> true);
  }

  @Test
  void aServerWithFaultsIsRefused() {
    NodePlan plan = cluster.node("n1").plan().with("faults", "clock=clock.millis");
    assertThrows(UnsupportedFaultException.class, () -> cluster.outsider(plan));
  }

  @Test
  void closingLeavesNothing() {
    assertEquals(2 * 3 + 2, ids(OWN).size(), "two containers for each node, and two networks");
    close();
    assertEquals(List.of(), ids(OWN));
  }

  @Test
  void whatAProcessThatHasEndedLeftIsRemovedByTheNextNetwork() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    assertEquals(0, ended.waitFor());
    List<String> own = ids(OWN);
    String owner = Belongings.OWNER + "=" + new Owner(ended.pid(), 1).label();
    String run = Belongings.RUN + "=left";
    String unused = Docker.run("network", "create", "--label", owner, "--label", run, "left");
    unused =
        Docker.run(
            "create", "--label", owner, "--label", run, "--network", "left", DockerNetwork.IMAGE);
    assertEquals(2, ids(owner).size());

    new DockerNetwork(Randoms.system(), Ticker.system()).close();
    assertEquals(List.of(), ids(owner));
    assertEquals(own, ids(OWN));
  }

  /** Containers and networks with a label. */
  private static List<String> ids(String label) {
    String filter = "label=" + label;
    return Stream.concat(
            Docker.run("ps", "--all", "--quiet", "--filter", filter).lines(),
            Docker.run("network", "ls", "--quiet", "--filter", filter).lines())
        .sorted()
        .toList();
  }
}
