package io.capstan.jepsen.e2e;

import io.capstan.client.CapstanClient;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One of three nodes partitioned away, while its process and its clients go on. {@code
 * -Dcapstan.cut.seconds=150} makes the cuts long ones.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class PartitionIT {
  @RegisterExtension final Lab lab = new Lab();

  private final ProxyNetwork network = new ProxyNetwork(Randoms.system(), Ticker.system(), false);
  private ProcessCluster cluster;

  @BeforeEach
  void startACluster() {
    cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), lab.closing(network));
    cluster.start();
  }

  @Test
  void aLeaderThatIsCutOffServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    partition(leader, Link.around(leader, others(leader))).check(true);
  }

  @Test
  void aFollowerThatIsCutOffServesNothingStrongAndTheOthersGoOn() throws InterruptedException {
    String follower = cluster.othersThan(Lab.leader(cluster, 0).id()).get(0).id();
    partition(follower, Link.around(follower, others(follower))).check(true);
  }

  @Test
  void aLeaderThatNobodyHearsServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    partition(leader, Link.outOf(leader, others(leader))).check(false);
  }

  @Test
  void aLeaderThatHearsNobodyServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    partition(leader, Link.into(leader, others(leader))).check(true);
  }

  private Set<String> others(String node) {
    return cluster.othersThan(node).stream().map(ServerProcess::id).collect(Collectors.toSet());
  }

  /** A client of the whole cluster, and one on either side. */
  private Partition partition(String cutOff, Set<Link> links) {
    Set<String> others = others(cutOff);
    return new Partition(
        cluster,
        network,
        client(network.channels(), CapstanClient.builder()),
        side(cutOff, Set.of(cutOff)),
        side(new TreeSet<>(others).first(), others),
        links);
  }

  private Side side(String beside, Set<String> nodes) {
    CapstanClient.Builder builder = CapstanClient.builder().prefer(beside);
    return new Side(nodes, client(network.channelsBeside(beside), builder));
  }

  private CapstanClient client(ChannelFactory channels, CapstanClient.Builder builder) {
    return lab.client(builder.seeds(cluster.addresses()).clientChannels(lab.closing(channels)));
  }
}
