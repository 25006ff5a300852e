package io.capstan.server;

import io.capstan.runtime.Stamper;
import io.capstan.runtime.Threads;
import io.capstan.server.config.EventualConfig;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.coordinator.ClockSkew;
import io.capstan.server.coordinator.EventualOperations;
import io.capstan.server.coordinator.GuardedStamps;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.metrics.Metric;
import io.capstan.server.metrics.Metrics;
import io.capstan.server.replication.quorum.Convergence;
import io.capstan.server.replication.quorum.Convergence.Shared;
import io.capstan.server.replication.quorum.HintDelivery;
import io.capstan.server.replication.quorum.HintStore;
import io.capstan.server.replication.quorum.LocalReplica;
import io.capstan.server.replication.quorum.PeerClocks;
import io.capstan.server.replication.quorum.QuorumOperations;
import io.capstan.server.replication.quorum.RemoteReplica;
import io.capstan.server.replication.quorum.Replica;
import io.capstan.server.replication.quorum.ReplicaRequests;
import io.capstan.server.replication.quorum.ReplicaWriter;
import io.capstan.server.replication.quorum.SliceRows;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.server.storage.RowStore;
import io.capstan.server.transport.Greeting;
import io.capstan.server.transport.ReplicaLinks;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Mode;
import io.capstan.v1.SliceDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * This node's part in EVENTUAL keyspaces: wires its parts, and gives them back.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class EventualShards implements AutoCloseable {
  private static final long QUEUED_BYTES_MAX = 64L << 20;

  private final String self;
  private final MembershipView view;
  // Three, so that none holds up another: comparing waits for the others, pages are short, sums are
  // long.
  private final ExecutorService comparing = Threads.fixed("capstan-compare", 1);
  private final ExecutorService reading = Threads.fixed("capstan-reader", 2);
  private final ExecutorService summing = Threads.fixed("capstan-sums", 1);
  private final ReplicaWriter writer;
  private final SliceDigests digests;
  private final LocalReplica local;
  private final HintStore hints;
  private final ReplicaLinks links;
  private final Map<String, Replica> remotes = new ConcurrentHashMap<>();
  private final QuorumOperations quorum;
  private final HintDelivery delivery;
  private final Convergence convergence;
  private final PeerClocks clocks;
  private final ClockSkew skew;
  private final EventualOperations operations;

  /**
   * Begins to connect to the other members.
   *
   * @param rows closed by whoever opened it, after this
   * @param clockOf asks another member for its clock
   */
  EventualShards(
      ServerConfig config,
      RowStore rows,
      MembershipView view,
      Greeting greeting,
      ChannelFactory channels,
      Function<String, CompletionStage<Long>> clockOf,
      ReplicaRuntime runtime,
      Substitutes substitutes) {
    EventualConfig eventual = config.eventual();
    this.self = greeting.self().getId();
    this.view = view;
    writer =
        ReplicaWriter.start(
            rows,
            runtime.ticker(),
            incarnation -> view.get().isDropped(incarnation),
            runtime.replies(),
            QUEUED_BYTES_MAX);
    SliceRows sliceRows = new SliceRows(rows);
    local = new LocalReplica(writer, sliceRows, this::syncWithin, reading, summing);
    digests = new SliceDigests(self, view, sliceRows, summing);
    hints = new HintStore(rows, writer, eventual.hintRowsMax());
    links =
        new ReplicaLinks(
            channels,
            view::addresses,
            () -> view.get().epoch(),
            greeting,
            config.timeouts(),
            runtime.ticker(),
            runtime.timers());
    quorum =
        new QuorumOperations(
            this::replica,
            substitutes.hintKeeper(hints),
            runtime.ticker(),
            runtime.timers(),
            eventual.hedgeAfter());
    delivery = new HintDelivery(hints, this::replica, runtime.replies(), runtime.timers());
    convergence =
        new Convergence(
            local,
            this::replica,
            node -> substitutes.comparedSlices(shared(node)),
            this::higherMembers,
            eventual.compareInterval(),
            config.timeouts().requestDeadlineMax(),
            runtime.ticker(),
            comparing,
            runtime.timers());
    clocks =
        new PeerClocks(this::others, clockOf, runtime.clock(), runtime.ticker(), runtime.timers());
    skew = new ClockSkew(clocks, eventual.clockSkewMax(), config.timeouts().requestDeadlineMax());
    operations =
        new EventualOperations(
            self,
            substitutes.sliceQuorums(quorum),
            skew,
            substitutes.writeStamps(
                new GuardedStamps(skew, new Stamper(runtime.random())), runtime.clock()),
            runtime.replies());
    view.listen(state -> writer.removeDropped());
  }

  EventualOperations operations() {
    return operations;
  }

  /** What answers other coordinators. */
  ReplicaRequests requests() {
    return new ReplicaRequests(local, incarnation -> view.get().eventual(incarnation));
  }

  /** Rows kept for other nodes, by node. */
  Map<String, Long> hints() {
    return hints.pending();
  }

  /** Why this node's rows cannot be written any more; empty: they can. */
  Optional<String> failure() {
    return writer.failure().map(cause -> "rows of EVENTUAL keyspaces cannot be written: " + cause);
  }

  /**
   * Why the node is better left alone for a moment: it has yet to try to reach the others, or to
   * ask for their clocks. One that cannot be reached keeps nobody waiting for long.
   */
  Optional<String> notReady() {
    if (!clocks.hasTried() && reachable() < others().size()) {
      return Optional.of("the node has not reached the replicas of all others yet");
    }
    return clocks.isSettled()
        ? Optional.empty()
        : Optional.of("the node has not compared its clock with all others' yet");
  }

  /** The sums of the slices that this node holds, over all EVENTUAL keyspaces. */
  CompletionStage<List<SliceDigest>> digest() {
    return digests.take();
  }

  void watch(Metrics metrics) {
    metrics.watch(Metric.EVENTUAL_HINTS, hints::total);
    metrics.count(Metric.EVENTUAL_HINTS_DROPPED, hints::dropped);
    metrics.count(Metric.EVENTUAL_COMPARED_ROWS, convergence::repaired);
    metrics.watch(Metric.CLOCK_SKEW, () -> clocks.compared().aheadMillis());
    metrics.watch(Metric.STAMP_SKEW, skew::lastMillis);
    metrics.count(Metric.CLOCK_SKEW_REFUSED, skew::refused);
    metrics.watch(Metric.EVENTUAL_REACHABLE, this::reachable);
  }

  private long reachable() {
    return others().stream().filter(quorum::isReachable).count();
  }

  private List<String> others() {
    return view.addresses().keySet().stream().filter(node -> !node.equals(self)).toList();
  }

  private List<String> higherMembers() {
    return others().stream().filter(node -> node.compareTo(self) > 0).toList();
  }

  private Optional<Replica> replica(String node) {
    if (node.equals(self)) {
      return Optional.of(local);
    }
    return Optional.of(remotes.computeIfAbsent(node, this::remote));
  }

  private Replica remote(String node) {
    return new RemoteReplica(
        () -> links.isReachable(node), request -> links.replicate(node, request));
  }

  private Duration syncWithin(int incarnation) {
    return Duration.ofMillis(view.get().eventual(incarnation).getOptions().getSyncIntervalMillis());
  }

  private List<Shared> shared(String node) {
    ClusterState state = view.get();
    List<Shared> shared = new ArrayList<>();
    for (Keyspace keyspace : state.metadata().getKeyspacesList()) {
      for (int slice = 0; slice < state.metadata().getSlicesCount(); slice++) {
        if (keyspace.getMode() == Mode.MODE_EVENTUAL
            && state.replicasOfSlice(slice).containsAll(List.of(self, node))) {
          shared.add(new Shared(keyspace.getIncarnation(), slice));
        }
      }
    }
    return shared;
  }

  @Override
  public void close() {
    clocks.close();
    delivery.close();
    convergence.close();
    quorum.close();
    links.close();
    comparing.shutdownNow();
    reading.shutdownNow();
    summing.shutdownNow();
    writer.close();
  }
}
