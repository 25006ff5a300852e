package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.CapstanClient;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.NamedChannels;
import io.capstan.jepsen.nemesis.docker.Containers;
import io.capstan.jepsen.nemesis.docker.DockerNetwork;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes, each in a container of Capstan's image, as {@code deploy/docker/build} made it. */
@ExtendWith(Containers.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DockerPartitionIT {
  private static final int ENDED_BY_SIGTERM = 143;

  @RegisterExtension final Lab lab = new Lab();

  private final Ticker ticker = Ticker.system();
  private DockerNetwork network;
  private ProcessCluster cluster;

  @BeforeEach
  void startACluster() {
    long begun = ticker.nanos();
    network = lab.closing(new DockerNetwork(Randoms.system(), ticker));
    cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), network);
    long planned = ticker.nanos();
    cluster.start();
    measured(
        "docker: three containers made after %d ms, served %d ms later",
        millis(planned - begun), millis(ticker.nanos() - planned));
  }

  @Test
  void aLeaderThatIsCutOffServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    Set<String> others =
        cluster.othersThan(leader).stream().map(ServerProcess::id).collect(Collectors.toSet());
    CapstanClient everywhere = client(network.channels(), CapstanClient.builder());
    new Partition(
            cluster,
            network,
            everywhere,
            side(leader, Set.of(leader)),
            side(new TreeSet<>(others).first(), others),
            Link.around(leader, others))
        .check(true);
  }

  private Side side(String beside, Set<String> nodes) {
    Map<String, String> ids =
        cluster.nodes().stream()
            .collect(Collectors.toMap(node -> node.plan().host(), ServerProcess::id));
    ChannelFactory channels =
        new NamedChannels(host -> network.hostBeside(beside, ids.getOrDefault(host, host)));
    return new Side(nodes, client(channels, CapstanClient.builder().prefer(beside)));
  }

  private CapstanClient client(ChannelFactory channels, CapstanClient.Builder builder) {
    return lab.client(builder.seeds(cluster.addresses()).clientChannels(lab.closing(channels)));
  }

  @Test
  void aNodeIsPausedAndKilledAndStoppedAndKeepsWhatItHas() throws IOException {
    ServerProcess node = cluster.node("n2");
    CapstanClient client = client(network.channels(), CapstanClient.builder());
    Side side = new Side(Set.of("n1", "n2", "n3"), client);
    side.putStrong("before", "1");
    assertTrue(node.isAlive());
    node.pause();
    assertTrue(node.isAlive() && node.isPaused());
    side.putStrong("while it was paused", "1");
    node.resume();
    assertFalse(node.isPaused());

    node.pause();
    node.kill();
    assertFalse(node.isAlive() || node.isPaused());
    side.putStrong("while it was dead", "1");
    cluster.start();
    assertEquals(ENDED_BY_SIGTERM, node.stop());
    cluster.start();
    Lab.awaitAgreement(client);
    String last = node.tail(1);
    assertEquals(1, last.lines().count(), last);

    String console = node.console();
    assertTrue(console.lines().count() > 3, console);
    network.close();
    String kept = Files.readString(node.plan().console());
    assertTrue(kept.startsWith(console), kept);
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
