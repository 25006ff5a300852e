package io.capstan.server;

import io.capstan.error.CapstanException;
import io.capstan.runtime.Threads;
import io.capstan.server.admin.AdminHttp;
import io.capstan.server.admin.AdminPages;
import io.capstan.server.admin.Pulse;
import io.capstan.server.api.AdminService;
import io.capstan.server.api.KeyValueService;
import io.capstan.server.api.PeerService;
import io.capstan.server.config.HostPort;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.coordinator.Coordinator;
import io.capstan.server.coordinator.InFlight;
import io.capstan.server.coordinator.StrongReads;
import io.capstan.server.files.DiskGuard;
import io.capstan.server.files.Identity;
import io.capstan.server.files.NodeDirectory;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.Greeter;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataFollower;
import io.capstan.server.membership.MetadataGroup;
import io.capstan.server.metrics.Metric;
import io.capstan.server.metrics.Metrics;
import io.capstan.server.replication.raft.FreshnessAnswerer;
import io.capstan.server.replication.raft.FreshnessProbe;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.replication.raft.RaftGroup;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.server.replication.raft.RaftTransport;
import io.capstan.server.replication.raft.ReplicaEvents;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.server.replication.raft.TermAnswerer;
import io.capstan.server.storage.RocksRowStore;
import io.capstan.server.storage.RowStore;
import io.capstan.server.transport.FormatRanges;
import io.capstan.server.transport.Greeting;
import io.capstan.server.transport.GrpcPeerClient;
import io.capstan.server.transport.PeerClient;
import io.capstan.server.transport.PlaintextServers;
import io.capstan.server.transport.RunningServer;
import io.capstan.session.SessionToken;
import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import io.grpc.BindableService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the composition root, and the only place that wires.
 *
 * <p>Its life: the constructor opens the directory and the rows; {@link #start} listens, opens the
 * Raft groups and, in the background, forms or joins the cluster; {@link #close} drains and stops.
 * What cannot go on ends {@link #stopped} with the reason.
 *
 * <p>Thread safety: {@link #start} is called once; {@link #close} may be called from any thread.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long HOUSEKEEPING_MILLIS = 1000;
  private static final int EVENT_LOOPS = 2;

  private final ServerConfig config;
  private final NodeDirectory directory;
  private final io.capstan.v1.Node self;
  private final ReplicaRuntime runtime;

  private final ScheduledExecutorService scheduler = Threads.scheduler("capstan-timer");
  private final ExecutorService background = Threads.fixed("capstan-membership", 1);
  private final ExecutorService hashing = Threads.fixed("capstan-digest", 1);
  private final ExecutorService workers =
      Threads.fixed("capstan-worker", Math.max(2, Runtime.getRuntime().availableProcessors()));

  private final Metrics metrics = new Metrics();
  private final MembershipView view = new MembershipView();
  private final ChannelFactory channels = new PlaintextChannels(1);
  private final DiskGuard disk;
  private final InFlight inFlight;
  private final RowStore rows;
  private final RowStore eventualRows;
  private final EventualShards eventual;
  private final Greeting greeting;
  private final PeerClient peers;
  private final MetadataGroup metadata;
  private final ReplicaStates states;
  private final RaftHost raft;
  private final LocalShards shards;
  private final NodeStatus status;
  private final Pulse pulse;
  private final FreshnessProbe freshness;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  // Whether the log of this node may have yet to say who belongs to the cluster.
  private volatile BooleanSupplier recovering = () -> true;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable KeyValueService data;
  private volatile @Nullable PeerService answersPeers;
  private volatile @Nullable RunningServer server;
  private volatile @Nullable AdminHttp admin;

  /**
   * Opens the directory and the rows; nothing listens yet.
   *
   * @throws IOException when the disk fails
   * @throws io.capstan.server.files.IdentityException when the directory is not this node's
   * @throws io.capstan.server.storage.StoreException when the rows cannot be opened
   */
  public Node(ServerConfig config, Seams seams) throws IOException {
    this.config = config;
    String cluster = config.cluster().clusterId();
    String id = config.node().id();
    runtime =
        new ReplicaRuntime(
            seams.ticker(),
            seams.clock(),
            scheduler,
            workers,
            seams.random(),
            counted(metrics),
            seams.substitutes().logDisk(LogDisk.SYSTEM));
    directory =
        NodeDirectory.open(
            seams.files(),
            config.node().directory(),
            cluster,
            id,
            () -> Identity.create(cluster, id, seams.random()),
            seams.pid());
    rows = openRows(directory, config);
    eventualRows =
        seams
            .substitutes()
            .eventualRows(RocksRowStore::open)
            .apply(directory.eventual(), Tuning.eventualRows(config.storage()));
    self = Tuning.introduction(config, directory.identity().incarnation());
    disk =
        new DiskGuard(
            seams.files(),
            directory.root(),
            config.storage().diskReservePercent(),
            config.timeouts().diskCheckInterval(),
            scheduler);
    inFlight = new InFlight(config.limits().inFlightBytes());
    greeting = new Greeting(cluster, self, FormatRanges.OURS);
    peers =
        new GrpcPeerClient(
            channels,
            view::addresses,
            greeting,
            config.timeouts(),
            seams.ticker(),
            metrics::peerHelloFailed);
    metadata = new MetadataGroup(view, peers, config.timeouts().requestDeadlineMax());
    states = new ReplicaStates(cluster, rows, view, hashing);
    raft =
        new RaftHost(
            SessionToken.fingerprint(cluster),
            LocalShards.voter(self),
            directory.raft(),
            Tuning.raft(config),
            states::applier,
            RaftTransport.plaintext(),
            runtime);
    eventual =
        new EventualShards(
            config,
            eventualRows,
            view,
            greeting,
            channels,
            peers::clock,
            runtime,
            seams.substitutes());
    shards =
        new LocalShards(
            id,
            raft,
            states,
            peers::termCheck,
            Tuning.shard(config),
            runtime,
            seams.substitutes()::strongReplica);
    status =
        new NodeStatus(
            self, view, shards, eventual, raft, states.metadataLineage(), disk, seams.ticker());
    pulse = new Pulse(seams.ticker());
    freshness = new FreshnessProbe(id, cluster, shards::logs, peers::freshness, runtime);
    watch();
  }

  /** The rows; the directory is given back when they cannot be opened. */
  private static RowStore openRows(NodeDirectory directory, ServerConfig config)
      throws IOException {
    try {
      return RocksRowStore.open(directory.strong(), Tuning.strongRows(config.storage()));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static ReplicaEvents counted(Metrics metrics) {
    return new ReplicaEvents() {
      @Override
      public void entrySubmitted(int commands, int bytes) {
        metrics.batchSubmitted(commands, bytes);
      }

      @Override
      public void readsConfirmed(int reads) {
        metrics.readRoundDone(reads);
      }

      @Override
      public void readsNotConfirmed(int reads) {
        metrics.readRoundFailed(reads);
      }
    };
  }

  private void watch() {
    metrics.watch(Metric.REQUEST_IN_FLIGHT, inFlight::bytes);
    metrics.watch(Metric.BATCH_QUEUED, shards::queued);
    metrics.watch(Metric.SESSIONS, states::sessions);
    metrics.count(Metric.RAFT_ENTRIES, states::entriesApplied);
    metrics.watch(Metric.DISK_FREE, disk::usableBytes);
    metrics.watch(Metric.DISK_TOTAL, disk::totalBytes);
    metrics.watch(Metric.DISK_REFUSING, () -> disk.writesAllowed() ? 0 : 1);
    eventual.watch(metrics);
    metrics.watch(Metric.RAFT_LEADER, shards::led);
    metrics.watch(Metric.RAFT_FAILED, shards::failed);
    metrics.watch(Metric.RAFT_LAG, shards::appliedLag);
  }

  /**
   * Listens and begins to serve what it can.
   *
   * @throws IOException when the Raft groups cannot be opened
   * @throws io.capstan.server.config.ConfigException when a port cannot be had
   */
  public void start() throws IOException {
    String host = config.listen().host();
    AdminPages pages = new AdminPages(metrics::scrape, pulse::notLive, status::notReady);
    admin =
        AdminHttp.start(
            new HostPort(host, config.listen().adminPort()),
            config.limits().adminRequests(),
            pages);
    RunningServer listening =
        new PlaintextServers(EVENT_LOOPS, List.of())
            .start(new HostPort(host, config.listen().port()), services());
    server = listening;
    raft.start();
    view.listen(this::follow);
    freshness.start(config.timeouts().freshnessInterval());
    inBackground(() -> keepHouse(listening));
    pulse.beat(); // from now on they must run
    inBackground(pulse::beat);
    enter();
    LOG.info("node {} of cluster {} listens on {}", self.getId(), clusterId(), self.getAddress());
  }

  /** Again and again: the timer's thread hands the task to the background's. */
  private void inBackground(Runnable task) {
    var unused =
        scheduler.scheduleWithFixedDelay(
            () -> background.execute(task),
            HOUSEKEEPING_MILLIS,
            HOUSEKEEPING_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void follow(ClusterState state) {
    Optional<CapstanException> refusal = state.refusal(self);
    if (refusal.isPresent()) {
      stopped.completeExceptionally(refusal.get());
    } else {
      background.execute(() -> shards.open(state));
    }
  }

  private List<BindableService> services() {
    Coordinator coordinator =
        new Coordinator(
            self.getId(),
            view,
            shards::replica,
            disk,
            inFlight,
            new StrongReads(self.getId(), workers),
            eventual.operations(),
            metrics,
            runtime.ticker());
    Greeter greeter =
        new Greeter(
            greeting, ClusterEntry.first(config.cluster()), view, () -> recovering.getAsBoolean());
    PeerService peerService =
        new PeerService(
            greeter,
            view,
            metadata,
            new TermAnswerer(raft, clusterId())::answer,
            new FreshnessAnswerer(shards::byLineage, clusterId(), runtime)::answer,
            eventual.requests()::answer,
            runtime.clock(),
            workers);
    answersPeers = peerService;
    return List.of(
        data(coordinator),
        new AdminService(self.getId(), view, metadata, status, workers),
        peerService);
  }

  private KeyValueService data(Coordinator coordinator) {
    KeyValueService service =
        new KeyValueService(
            coordinator,
            workers,
            runtime.ticker(),
            config.timeouts(),
            config.limits().streamOperations());
    data = service;
    return service;
  }

  private void enter() {
    ClusterEntry entry =
        new ClusterEntry(
            config.cluster(),
            self,
            raft,
            states,
            view,
            metadata,
            new MetadataFollower(
                clusterId(), self, view, peers, rows, runtime.random(), background),
            peers,
            scheduler,
            background);
    Optional<RaftGroup> own = raft.group(states.metadataLineage()).filter(RaftGroup::hasPeers);
    var unused =
        entry
            .start()
            .exceptionally(
                failure -> {
                  stopped.completeExceptionally(failure);
                  return null;
                });
    recovering = () -> own.filter(RaftGroup::hasUnreadCommands).isPresent();
  }

  private void keepHouse(RunningServer listening) {
    // Again: what kept a shard from opening may have gone.
    shards.open(view.get());
    listening.setServing(status.notReady().isEmpty());
    shards.bringDrops(view.get());
    shards.tick();
  }

  /** Ends when the node was closed; fails when it cannot go on, with the reason. */
  public CompletionStage<Void> stopped() {
    return stopped;
  }

  private String clusterId() {
    return greeting.clusterId();
  }

  /** Takes no more requests, answers those it has, and gives everything back. Called once. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    LOG.info("node {} stops", self.getId());
    closeListeners();
    freshness.close();
    shards.close();
    for (AutoCloseable part :
        List.<AutoCloseable>of(
            eventual, raft, peers, channels, disk, rows, eventualRows, directory, metrics)) {
      close(part);
    }
    scheduler.shutdownNow();
    List.of(background, hashing, workers).forEach(ExecutorService::shutdownNow);
    stopped.complete(null);
  }

  private void closeListeners() {
    RunningServer listening = server;
    KeyValueService service = data;
    PeerService peerService = answersPeers;
    if (listening != null && service != null && peerService != null) {
      service.endPipelines();
      peerService.endStreams();
      try {
        if (!listening.drain(config.timeouts().drain())) {
          LOG.warn("some calls did not end within {}", config.timeouts().drain());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      listening.close();
    }
    AdminHttp pages = admin;
    if (pages != null) {
      pages.close();
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("{} did not close", part.getClass().getSimpleName(), e);
    }
  }
}
