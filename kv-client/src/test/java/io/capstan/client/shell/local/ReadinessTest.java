package io.capstan.client.shell.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.transport.ChannelFactory;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Shard;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final List<LocalNode> ONE = LocalCluster.layOut(1, 7400);

  private final FakeNode node = new FakeNode();
  private final String name = "readiness-" + UUID.randomUUID();
  private Server server;
  private InProcessChannels channels = new InProcessChannels(name);

  @BeforeEach
  void start() throws IOException {
    server = InProcessServerBuilder.forName(name).directExecutor().addService(node).build().start();
  }

  @AfterEach
  void stop() {
    channels.close();
    server.shutdownNow();
  }

  @Test
  void aNodeThatIsReadyAndKnowsEveryLeaderLacksNothing() {
    assertEquals(List.of(), missing());
  }

  @Test
  void aNodeThatDoesNotAnswerIsStarting() {
    channels = new InProcessChannels("nobody-" + name);
    assertEquals(List.of("n1: starting"), missing());
  }

  @Test
  void aNodeThatIsNotReadySaysWhy() {
    node.status = status(false, "waiting for its metadata");
    assertEquals(List.of("n1: waiting for its metadata"), missing());
  }

  @Test
  void aShardWithoutALeaderIsNamed() {
    node.cluster = cluster("n1", "");
    assertEquals(List.of("n1: knows no leader of shard 1 yet"), missing());
  }

  @Test
  void aNodeNeedNotKnowTheLeadersOfShardsThatItDoesNotHold() {
    node.cluster =
        cluster("n1", "").toBuilder()
            .setShards(1, Shard.newBuilder().setId(1).addReplicas("n2"))
            .build();
    assertEquals(List.of(), missing());
  }

  @Test
  void aClusterWithoutShardsDoesNotServe() {
    node.cluster = cluster();
    assertEquals(List.of("n1: knows no shards yet"), missing());
  }

  private List<String> missing() {
    return new Readiness(new NodeProbe(channels)).missing(ONE);
  }

  private static GetNodeStatusResponse status(boolean ready, String because) {
    return GetNodeStatusResponse.newBuilder().setReady(ready).setNotReadyBecause(because).build();
  }

  private static GetClusterResponse cluster(String... leaders) {
    var cluster = GetClusterResponse.newBuilder().setAnsweredBy("n1");
    for (int i = 0; i < leaders.length; i++) {
      cluster.addShards(Shard.newBuilder().setId(i).addReplicas("n1").setLeader(leaders[i]));
    }
    return cluster.build();
  }

  private static final class FakeNode extends AdminGrpc.AdminImplBase {
    private volatile GetNodeStatusResponse status = status(true, "");
    private volatile GetClusterResponse cluster = cluster("n1", "n2");

    @Override
    public void getNodeStatus(
        GetNodeStatusRequest request, StreamObserver<GetNodeStatusResponse> answer) {
      answer.onNext(status);
      answer.onCompleted();
    }

    @Override
    public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> answer) {
      answer.onNext(cluster);
      answer.onCompleted();
    }
  }

  /** Every address leads to the one server. */
  private static final class InProcessChannels implements ChannelFactory {
    private final String server;
    private final List<ManagedChannel> opened = new ArrayList<>();

    InProcessChannels(String server) {
      this.server = server;
    }

    @Override
    public ManagedChannel open(String hostPort) {
      ManagedChannel channel = InProcessChannelBuilder.forName(server).directExecutor().build();
      opened.add(channel);
      return channel;
    }

    @Override
    public void close() {
      opened.forEach(ManagedChannel::shutdownNow);
    }
  }
}
