package io.capstan.jepsen.store.capstan;

import io.capstan.client.CapstanClient;
import io.capstan.client.NodeDigest;
import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.NodeClock;
import io.capstan.jepsen.nemesis.NodeDisk;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.ShardStatus;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of Capstan servers. Every node has a replica of everything, so that the side of a
 * partition with most nodes is the one with a majority of replicas.
 *
 * <p>Thread safety: as {@link Target} says.
 */
public final class CapstanTarget implements Target {
  public static final String NAME = "capstan";

  /** The setting that says with which faults servers run. */
  public static final String FAULTS = "faults";

  private static final String CLOCK_FILE = "clock.millis";

  /** What to add to {@link #FAULTS} so that clocks can be set; servers run in their directories. */
  public static final String CLOCK_FAULT = "clock=" + CLOCK_FILE;

  private static final String DISK_FILE = "disk.condition";

  /** What to add to {@link #FAULTS} so that disks can fail; servers run in their directories. */
  public static final String DISK_FAULT = "disk=" + DISK_FILE;

  /** The keyspaces' rows are in one Raft group, whose leader is what partitions are about. */
  private static final int SHARD = 0;

  private static final Duration DIGEST_MAX = Duration.ofSeconds(10);
  private static final long STATUS_MILLIS_MAX = 1_000;

  private final ProcessCluster cluster;
  private final FaultyNetwork network;
  private final Duration timeout;
  private final CapstanClient everywhere;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, ChannelFactory> channelsBeside = new ConcurrentHashMap<>();
  private final Map<String, ManagedChannel> statusChannels = new ConcurrentHashMap<>();

  /**
   * Takes over a cluster that was planned on this network and not started.
   *
   * @param timeout of each request of a client
   */
  public CapstanTarget(ProcessCluster cluster, FaultyNetwork network, Duration timeout) {
    this.cluster = cluster;
    this.network = network;
    this.timeout = timeout;
    this.everywhere =
        CapstanClient.builder()
            .seeds(cluster.addresses())
            .clientChannels(cluster.channels())
            .build();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    cluster.start();
  }

  @Override
  public List<? extends Node> nodes() {
    return List.copyOf(cluster.nodes());
  }

  @Override
  public Optional<String> leader() {
    TreeMap<Long, String> byTerm = new TreeMap<>();
    for (ServerProcess node : cluster.nodes()) {
      if (node.isAlive() && !node.isPaused()) {
        status(node)
            .filter(status -> status.getLeader().equals(node.id()))
            .ifPresent(status -> byTerm.put(status.getTerm(), node.id()));
      }
    }
    return byTerm.isEmpty() ? Optional.empty() : Optional.of(byTerm.lastEntry().getValue());
  }

  private Optional<ShardStatus> status(ServerProcess node) {
    ManagedChannel channel =
        statusChannels.computeIfAbsent(node.address(), cluster.channels()::open);
    channel.resetConnectBackoff();
    try {
      return AdminGrpc.newBlockingStub(channel)
          .withDeadlineAfter(STATUS_MILLIS_MAX, TimeUnit.MILLISECONDS)
          .getNodeStatus(GetNodeStatusRequest.getDefaultInstance())
          .getShardsList()
          .stream()
          .filter(status -> status.getShard() == SHARD)
          .findFirst();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Lane> lanes() {
    return CapstanLanes.lanes();
  }

  @Override
  public StoreClient client(Lane lane) {
    return new CapstanStoreClient(CapstanLanes.of(lane), timeout, Ticker.system(), this::beside);
  }

  /** A client that prefers a node and reaches the others over its links. */
  private CapstanClient beside(String node, CapstanClient.Builder builder) {
    ChannelFactory channels =
        channelsBeside.computeIfAbsent(node, added -> new BesideChannels(addressesBeside(added)));
    return builder
        .seeds(cluster.addresses())
        .prefer(node)
        .deadline(timeout)
        .clientChannels(channels)
        .build();
  }

  private Map<String, String> addressesBeside(String node) {
    Map<String, String> addresses = new TreeMap<>();
    for (ServerProcess other : cluster.nodes()) {
      String host = network.hostBeside(node, other.id());
      addresses.put(other.address(), host + ":" + other.plan().ports().client());
    }
    return addresses;
  }

  @Override
  public void awaitServing(Node node) {
    cluster.awaitReady(node.id());
  }

  /** Where the servers run with the fault {@code clock}. */
  @Override
  public Optional<NodeClock> clock(Node node) {
    NodePlan plan = cluster.node(node.id()).plan();
    if (!runsWith(CLOCK_FAULT, plan)) {
      return Optional.empty();
    }
    String host = plan.settings().getOrDefault("listen", NodePlan.HOST);
    URI metrics = URI.create("http://" + host + ":" + plan.ports().admin() + "/metrics");
    FaultFile file = new FaultFile(plan.directory().resolve(CLOCK_FILE));
    return Optional.of(new FileClock(file, metrics, http));
  }

  /** Where the servers run with the fault {@code disk}. */
  @Override
  public Optional<NodeDisk> disk(Node node) {
    NodePlan plan = cluster.node(node.id()).plan();
    FaultFile file = new FaultFile(plan.directory().resolve(DISK_FILE));
    return runsWith(DISK_FAULT, plan) ? Optional.of(new FileDisk(file)) : Optional.empty();
  }

  private static boolean runsWith(String fault, NodePlan plan) {
    return plan.settings().getOrDefault(FAULTS, "").contains(fault);
  }

  /** By the digests of all replicas. */
  @Override
  public boolean isSettled() {
    try {
      List<NodeDigest> digests = everywhere.admin().digest(DIGEST_MAX).toCompletableFuture().join();
      return digests.size() == cluster.nodes().size()
          && digests.stream().map(NodeDigest::shards).distinct().count() == 1
          && digests.stream().map(NodeDigest::slices).distinct().count() == 1;
    } catch (CompletionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    everywhere.close();
    channelsBeside.values().forEach(ChannelFactory::close);
    cluster.close();
  }
}
