package io.capstan.client.fake;

import com.google.protobuf.ByteString;
import io.capstan.client.CapstanClient;
import io.capstan.ring.Token;
import io.capstan.runtime.Randoms;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Three scripted nodes in this process: every node holds every shard and slice, n1 leads them all
 * until told otherwise, and the keyspace "k" exists. Clients reach only what has an address here.
 */
public final class FakeCluster implements AutoCloseable {
  static final String ID = "fake";
  static final long LINEAGE = 77;

  private final int shards;
  private final FakeStore store;
  private final FakeKeyspaces keyspaces = new FakeKeyspaces();
  private final List<FakeNode> nodes = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final Channels channels = new Channels();
  private volatile String leader = "n1";
  private volatile long epoch = 1;
  private volatile boolean undescribedAfterAChange;

  /** Reached within this process only, by {@link #client}. */
  public FakeCluster(int shards) throws IOException {
    this(shards, false);
  }

  private FakeCluster(int shards, boolean tcp) throws IOException {
    this.shards = shards;
    this.store = new FakeStore(shards);
    String run = UUID.randomUUID().toString();
    for (String id : List.of("n1", "n2", "n3")) {
      FakeNode node = new FakeNode(id, this);
      nodes.add(node);
      String name = id + "-" + run + ":1";
      Server server =
          builder(name, tcp).addService(node.keyValue()).addService(node.admin()).build();
      servers.add(server.start());
      addresses.add(tcp ? "127.0.0.1:" + server.getPort() : name);
    }
  }

  /** Reached by anybody on this machine. */
  public static FakeCluster overTcp(int shards) throws IOException {
    return new FakeCluster(shards, true);
  }

  private static ServerBuilder<?> builder(String name, boolean tcp) {
    return tcp
        ? NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
        : InProcessServerBuilder.forName(name).directExecutor();
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
    return addresses.get(nodeNumber(nodeId) - 1);
  }

  private static int nodeNumber(String nodeId) {
    return Integer.parseInt(nodeId.substring(1));
  }

  public void leaderIs(String nodeId) {
    leader = nodeId;
  }

  /** The placement changes; answers say so from now on. */
  public void epochIs(long newEpoch) {
    epoch = newEpoch;
  }

  /** Once a keyspace was changed, no node describes the cluster any more. */
  public void isNotDescribedAfterAChange() {
    undescribedAfterAChange = true;
  }

  /** After the next change of a keyspace, so many descriptions are still those from before it. */
  public void isDescribedLate(int descriptions) {
    keyspaces.describeLate(descriptions);
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

  /** The leader's mark reaches every node that is armed by then; names the shards marked. */
  List<Integer> mark(String nodeId) {
    if (!nodeId.equals(leader)) {
      return List.of();
    }
    nodes.forEach(node -> node.admin().marked());
    return IntStream.range(0, shards()).boxed().toList();
  }

  long epoch() {
    return epoch;
  }

  FakeKeyspaces keyspaces() {
    return keyspaces;
  }

  int shards() {
    return shards;
  }

  FakeStore store() {
    return store;
  }

  GetClusterResponse describedBy(String nodeId) {
    if (undescribedAfterAChange && nodes.stream().anyMatch(node -> node.changeCalls() > 0)) {
      throw Status.UNAVAILABLE.withDescription("as scripted").asRuntimeException();
    }
    GetClusterResponse.Builder view =
        GetClusterResponse.newBuilder()
            .setClusterId(ID)
            .setEpoch(nodes.get(nodeNumber(nodeId) - 1).describedEpoch())
            .setSlices(Token.SLICES)
            .setAnsweredBy(nodeId)
            .addAllKeyspaces(keyspaces.described());
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
    // Without them it has no slices to compare.
    int slices = keyspaces.hasEventual() ? Token.SLICES : 0;
    for (int slice = 0; slice < slices; slice++) {
      view.addSliceReplicasBuilder().addAllReplicas(List.of("n1", "n2", "n3"));
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
