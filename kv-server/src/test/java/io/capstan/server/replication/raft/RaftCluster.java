package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.FreePorts;
import io.capstan.server.replication.LogApplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three nodes of one Raft group in this process, each with a disk that outlives it. */
final class RaftCluster implements AutoCloseable {
  static final long FINGERPRINT = 0xCA95;
  static final String CLUSTER_ID = "test";
  static final long LINEAGE = 7;

  private static final RaftSettings SETTINGS =
      RaftSettings.defaults()
          .withElections(
              new RaftSettings.Elections(
                  Duration.ofMillis(300),
                  Duration.ofMillis(600),
                  Duration.ofMillis(150),
                  Duration.ofMillis(300)));

  private final Map<String, Node> nodes;
  private final GroupSpec group;
  private final ScheduledExecutorService timers = Threads.scheduler("test-timers");
  private final ExecutorService replies = Threads.fixed("test-replies", 2);
  private final ReplicaRuntime runtime = runtime(LogDisk.SYSTEM);

  /** One node; not running at first. */
  static final class Node {
    final RaftPeerSpec spec;
    final Path storage;
    final Disk disk = new Disk();
    volatile LogDisk logDisk = LogDisk.SYSTEM;
    RaftSettings settings = SETTINGS;
    Optional<RaftHost> host = Optional.empty();

    Node(RaftPeerSpec spec, Path storage) {
      this.spec = spec;
      this.storage = storage;
    }

    RaftGroup group() {
      return host.flatMap(running -> running.group(LINEAGE)).orElseThrow();
    }
  }

  RaftCluster(Path directory) {
    nodes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(number -> node("n" + number, directory))
            .collect(Collectors.toMap(node -> node.spec.nodeId(), Function.identity()));
    group = new GroupSpec(LINEAGE, nodes.values().stream().map(node -> node.spec).toList());
  }

  private static Node node(String id, Path directory) {
    String address = "127.0.0.1:" + FreePorts.one();
    return new Node(new RaftPeerSpec(id, "d1", address), directory.resolve(id));
  }

  private ReplicaRuntime runtime(LogDisk logDisk) {
    return new ReplicaRuntime(
        Ticker.system(),
        Clocks.system(),
        timers,
        replies,
        Randoms.system(),
        ReplicaEvents.NONE,
        logDisk);
  }

  ReplicaRuntime runtime() {
    return runtime;
  }

  RaftCluster startAll(Function<Disk, LogApplier> appliers) {
    nodes.keySet().parallelStream().forEach(id -> start(id, appliers));
    return this;
  }

  RaftCluster startAll() {
    return startAll(Disk::counter);
  }

  Node start(String id) {
    return start(id, Disk::counter);
  }

  Node start(String id, Function<Disk, LogApplier> appliers) {
    Node node = node(id);
    RaftHost host = host(node, node.settings, appliers);
    try {
      host.start();
      host.open(group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node.host = Optional.of(host);
    return node;
  }

  RaftHost host(Node node, RaftSettings settings, Function<Disk, LogApplier> appliers) {
    return new RaftHost(
        FINGERPRINT,
        node.spec,
        node.storage,
        settings,
        lineage -> appliers.apply(node.disk),
        RaftTransport.plaintext(),
        runtime(() -> node.logDisk.beforeSync()));
  }

  RaftSettings settings() {
    return SETTINGS;
  }

  GroupSpec spec() {
    return group;
  }

  void stop(String id) {
    Node node = node(id);
    node.host.ifPresent(
        host -> {
          try {
            host.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    node.host = Optional.empty();
  }

  /** Makes both followers fail at one entry: they are gone before the leader can notice. */
  void stopOthersAtOnce(Node leader) {
    List<Node> others = running().filter(node -> node != leader).toList();
    others.forEach(node -> node.disk.poison("poison"));
    if (submit("poison") instanceof CapstanException failure) {
      throw failure;
    }
    Await.until(
        "the others are gone", () -> others.stream().allMatch(node -> node.group().closed()));
  }

  Node node(String id) {
    return Optional.ofNullable(nodes.get(id)).orElseThrow();
  }

  Stream<Node> running() {
    return nodes.values().stream().filter(node -> node.host.isPresent());
  }

  Node awaitLeader() {
    Await.until("a running node leads", () -> leader().isPresent());
    return leader().orElseThrow();
  }

  private Optional<Node> leader() {
    return running().filter(node -> node.group().refusal() == null).findFirst();
  }

  Node awaitFollower() {
    Node leader = awaitLeader();
    Node follower = running().filter(node -> node != leader).findFirst().orElseThrow();
    Await.until(
        "the follower knows its leader",
        () -> follower.group().leaderNodeId().equals(leader.spec.nodeId()));
    return follower;
  }

  /** Submits at whoever leads, again while it certainly did not happen. */
  Object submit(String entry) {
    for (int attempt = 0; ; attempt++) {
      CompletableFuture<Object> submitted =
          awaitLeader()
              .group()
              .submit(entry.getBytes(StandardCharsets.UTF_8))
              .toCompletableFuture();
      Object outcome = submitted.<Object>handle((r, e) -> e == null ? r : e).join();
      boolean again = outcome instanceof CapstanException failure && failure.failure().definite();
      if (!again || attempt == 100) {
        return outcome;
      }
    }
  }

  long inSeconds(int seconds) {
    return runtime.ticker().nanos() + Duration.ofSeconds(seconds).toNanos();
  }

  /** Asks the nodes of this cluster as the network would; a node that is down fails. */
  PeerTerms peers() {
    return (nodeId, request) ->
        node(nodeId)
            .host
            .map(host -> new TermAnswerer(host, CLUSTER_ID).answer(request))
            .map(CompletableFuture::completedStage)
            .orElseGet(
                () ->
                    CompletableFuture.<TermCheckResponse>failedStage(
                        new IOException(nodeId + " is down")));
  }

  List<String> entries(String id) {
    return node(id).disk.entries();
  }

  @Override
  public void close() {
    nodes.keySet().parallelStream().forEach(this::stop);
    timers.shutdownNow();
    replies.shutdownNow();
  }
}
