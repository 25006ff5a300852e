package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.CapstanClient;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.netns.Namespaces;
import io.capstan.jepsen.nemesis.netns.NetnsNetwork;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetNodeStatusRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes, each in a network namespace, and their leader cut off by the kernel. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NetnsPartitionIT {
  @RegisterExtension static final Namespaces NAMESPACES = new Namespaces();

  @RegisterExtension final Lab lab = new Lab();

  private final Ticker ticker = Ticker.system();
  private final NetnsNetwork network = new NetnsNetwork(Randoms.system(), ticker);
  private ProcessCluster cluster;

  @BeforeEach
  void startACluster() {
    long begun = ticker.nanos();
    cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), lab.closing(network));
    cluster.start();
    measured("netns: three nodes served after %d ms", millis(ticker.nanos() - begun));
  }

  @Test
  void theOthersElectAnotherLeaderAndAllAgreeAfterTheHealing() {
    ServerProcess leader = Lab.leader(cluster, 0);
    List<ServerProcess> others = cluster.othersThan(leader.id());
    CapstanClient client = lab.client(cluster.addresses());
    new Side(Set.of("n1", "n2", "n3"), client).putStrong("before", "cut");
    assertTrue(answers(others.get(0), leader, Lab.LONGEST));

    cutOff(leader, others);
    long cut = ticker.nanos();
    ServerProcess next = Lab.leaderAmong(cluster, others, 0);
    long elected = ticker.nanos();
    assertNotEquals(leader.id(), next.id());
    assertFalse(answers(others.get(0), leader, Side.BRIEF));
    assertTrue(answers(leader, leader, Lab.LONGEST));
    assertTrue(answers(others.get(0), others.get(1), Lab.LONGEST));

    network.heal();
    long healed = ticker.nanos();
    Lab.awaitAgreement(client);
    assertTrue(answers(others.get(0), leader, Lab.LONGEST));
    measured(
        "netns: another led %d ms after the cut; all replicas agreed %d ms after the healing",
        millis(elected - cut), millis(ticker.nanos() - healed));
  }

  private void cutOff(ServerProcess leader, List<ServerProcess> others) {
    Set<String> ids = others.stream().map(ServerProcess::id).collect(Collectors.toSet());
    network.disturb(Link.around(leader.id(), ids), new Disturbance.Cut());
  }

  /** Whether a client that stands beside a node is answered by another. */
  private boolean answers(ServerProcess beside, ServerProcess other, Duration deadline) {
    String host = network.hostBeside(beside.id(), other.id());
    ManagedChannel channel = cluster.channels().open(host + ":" + other.plan().ports().client());
    try {
      var unused =
          AdminGrpc.newBlockingStub(channel)
              .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
              .getNodeStatus(GetNodeStatusRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode(), e::toString);
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
