package io.capstan.client.fake;

import com.google.protobuf.ByteString;
import io.capstan.client.CapstanClient;
import io.capstan.runtime.Randoms;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Three scripted nodes in this process: every node holds every shard, n1 leads them all until told
 * otherwise, and the keyspace "k" exists. Clients reach only what has an address here.
 */
public final class FakeCluster implements AutoCloseable {
  static final String ID = "fake";
  static final long LINEAGE = 77;

  private final String run = UUID.randomUUID().toString();
  private final int shards;
  private final FakeStore store;
  private final List<FakeNode> nodes = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final Channels channels = new Channels();
  private volatile String leader = "n1";
  private volatile long epoch = 1;

  public FakeCluster(int shards) throws IOException {
    this.shards = shards;
    this.store = new FakeStore(shards);
    for (String id : List.of("n1", "n2", "n3")) {
      FakeNode node = new FakeNode(id, this);
      nodes.add(node);
      servers.add(
          InProcessServerBuilder.forName(address(id))
              .directExecutor()
              .addService(node.keyValue())
              .addService(node.admin())
              .build()
              .start());
    }
  }

  /** A client that was told of n1 only. */
  public CapstanClient.Builder client() {
    return CapstanClient.builder()
        .seeds(address("n1"))
        .clientChannels(channels)
        .random(Randoms.seeded(7));
  }

  public FakeNode node(int number) {
    return nodes.get(number - 1);
  }

  public String address(String nodeId) {
    return nodeId + "-" + run;
  }

  public void leaderIs(String nodeId) {
    leader = nodeId;
  }

  /** The placement changes; answers say so from now on. */
  public void epochIs(long newEpoch) {
    epoch = newEpoch;
  }

  public void forgetSessions() {
    store.forgetSessions();
  }

  /** The row as it is in the store, whatever clients were told. */
  public @Nullable String row(String key) {
    ByteString value = store.row(ByteString.copyFromUtf8(key));
    return value == null ? null : value.toStringUtf8();
  }

  /** How many writes were applied, and sessions opened. */
  public long index() {
    return store.index();
  }

  String leader() {
    return leader;
  }

  /** The leader's mark reaches every node that is armed by then. */
  void mark(String nodeId) {
    if (nodeId.equals(leader)) {
      nodes.forEach(FakeNode::marked);
    }
  }

  long epoch() {
    return epoch;
  }

  FakeStore store() {
    return store;
  }

  GetClusterResponse describedBy(String nodeId) {
    GetClusterResponse.Builder view =
        GetClusterResponse.newBuilder()
            .setClusterId(ID)
            .setEpoch(epoch)
            .setSlices(256)
            .setAnsweredBy(nodeId)
            .addKeyspaces(Keyspace.newBuilder().setName("k").setIncarnation(3));
    for (FakeNode node : nodes) {
      view.addNodes(Node.newBuilder().setId(node.id()).setAddress(address(node.id())));
    }
    for (int shard = 0; shard < shards; shard++) {
      view.addShards(
          Shard.newBuilder()
              .setId(shard)
              .setLineage(LINEAGE)
              .addAllReplicas(List.of("n1", "n2", "n3"))
              .setLeader("n1"));
    }
    return view.build();
  }

  @Override
  public void close() {
    channels.close();
    servers.forEach(Server::shutdownNow);
  }

  private static final class Channels implements ChannelFactory {
    private final List<ManagedChannel> opened = new ArrayList<>();

    @Override
    public synchronized ManagedChannel open(String hostPort) {
      ManagedChannel channel = InProcessChannelBuilder.forName(hostPort).directExecutor().build();
      opened.add(channel);
      return channel;
    }

    @Override
    public synchronized void close() {
      opened.forEach(ManagedChannel::shutdownNow);
    }
  }
}
