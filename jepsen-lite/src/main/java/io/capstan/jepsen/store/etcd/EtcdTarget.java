package io.capstan.jepsen.store.etcd;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.FreePorts;
import io.capstan.jepsen.cluster.LocalProcess;
import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ProcessGroup;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * etcd, as {@code etcd} on the path is, with its settings left as they are (heartbeats of 100 ms,
 * elections after 1,000 ms, every write flushed): processes {@code n1}, {@code n2} and so on of
 * this machine, each with ports and a directory of its own, on a network that reaches members by
 * one address each. Nothing of it outlives this process.
 *
 * <p>Thread safety: as {@link Target} says.
 */
public final class EtcdTarget implements Target {
  public static final String NAME = "etcd";

  private static final String PROGRAM = "etcd";
  private static final String HASH = "/v3/maintenance/hash";
  private static final Duration REQUEST_MAX = Duration.ofSeconds(2);
  private static final Duration QUESTION_MAX = Duration.ofSeconds(1);
  private static final long VERSION_SECONDS_MAX = 10;
  private static final int TAIL_LINES = 20;
  private static final Duration SERVING_MAX = Duration.ofSeconds(60);

  /** How long a node that runs may look for a leader before it is taken that there is none. */
  private static final Duration LEADERLESS_MAX = Duration.ofSeconds(10);

  private final FaultyNetwork network;
  private final Ticker ticker;
  private final Gateway gateway = new Gateway();
  private final ProcessGroup members = new ProcessGroup();

  /**
   * Plans a cluster; no process runs yet.
   *
   * @param directory where the nodes' directories go
   * @param nodes how many form it
   * @param network how they reach each other; the caller closes it, after the target
   * @throws UnsupportedFaultException for a network that works by names, or runs an image
   */
  public EtcdTarget(Path directory, int nodes, FaultyNetwork network, Ticker ticker) {
    requireNetwork(network.name());
    this.network = network;
    this.ticker = ticker;
    FreePorts ports = new FreePorts(Randoms.system());
    List<NodePlan> plans =
        IntStream.rangeClosed(1, nodes)
            .mapToObj(number -> plan(directory.toAbsolutePath(), "n" + number, ports))
            .map(network::attach)
            .toList();
    String cluster =
        plans.stream()
            .map(plan -> plan.id() + "=" + peerUrl(plan))
            .collect(Collectors.joining(","));
    for (NodePlan plan : plans) {
      var unused = members.add(new LocalProcess(plan, command(plan, cluster)));
    }
  }

  /** Why this machine cannot run etcd, and what to do; empty: it can. */
  public static Optional<String> unavailable() {
    try {
      Process version =
          new ProcessBuilder(PROGRAM, "--version").redirectOutput(Redirect.DISCARD).start();
      boolean ended = version.waitFor(VERSION_SECONDS_MAX, TimeUnit.SECONDS);
      boolean unused = version.destroyForcibly().isAlive();
      return ended ? Optional.empty() : Optional.of("etcd --version does not end");
    } catch (IOException e) {
      return Optional.of(e.getMessage() + "; Debian has etcd in the package etcd-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for etcd --version", e);
    }
  }

  /**
   * That it can be tested on a network of this name.
   *
   * @throws UnsupportedFaultException for a network that works by names, or runs an image
   */
  public static void requireNetwork(String network) {
    String problem =
        switch (network) {
          case "docker" -> "its containers run Capstan's image";
          case "proxy" ->
              "it gives each node a table of names of its own, which only Java can be made to read";
          default -> "";
        };
    if (!problem.isEmpty()) {
      throw new UnsupportedFaultException(
          "etcd cannot be tested on the network %s: %s".formatted(network, problem));
    }
  }

  private static NodePlan plan(Path directory, String id, FreePorts ports) {
    return new NodePlan(id, ports.three(), directory.resolve(id), Map.of(), Optional.empty());
  }

  private static List<String> command(NodePlan plan, String cluster) {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("name", plan.id());
    flags.put("data-dir", plan.data().toString());
    flags.put("listen-client-urls", url(plan, plan.ports().client()));
    flags.put("advertise-client-urls", url(plan, plan.ports().client()));
    flags.put("listen-peer-urls", peerUrl(plan));
    flags.put("initial-advertise-peer-urls", peerUrl(plan));
    // Answers as soon as the process runs; the clients' port does not before there is a leader.
    flags.put("listen-metrics-urls", url(plan, plan.ports().admin()));
    flags.put("initial-cluster", cluster);
    flags.put("initial-cluster-state", "new");
    flags.put("logger", "zap");
    flags.put("log-outputs", "stderr");
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    flags.forEach((flag, value) -> command.add("--" + flag + "=" + value));
    return command;
  }

  private static String peerUrl(NodePlan plan) {
    return url(plan, plan.ports().raft());
  }

  private static String url(NodePlan plan, int port) {
    return "http://" + plan.host() + ":" + port;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    members.startAll();
    members.all().forEach(node -> await(node, () -> isHealthy(node)));
  }

  @Override
  public List<ServerProcess> nodes() {
    return List.copyOf(members.all());
  }

  @Override
  public Optional<String> leader() {
    Map<String, CompletableFuture<OptionalLong>> terms = new LinkedHashMap<>();
    members.all().forEach(node -> terms.put(node.id(), termLed(node)));
    TreeMap<Long, String> leaders = new TreeMap<>();
    terms.forEach((id, term) -> term.join().ifPresent(led -> leaders.put(led, id)));
    return Optional.ofNullable(leaders.lastEntry()).map(Map.Entry::getValue);
  }

  /** The term in which a node leads, by its own account. */
  private CompletableFuture<OptionalLong> termLed(ServerProcess node) {
    return gateway
        .send(address(node.id()), "/v3/maintenance/status", "{}", QUESTION_MAX)
        .thenApply(
            status ->
                status.text("leader").equals(status.object("header").text("member_id"))
                    ? OptionalLong.of(status.number("raftTerm"))
                    : OptionalLong.empty())
        .exceptionally(silent -> OptionalLong.empty());
  }

  @Override
  public List<Lane> lanes() {
    return EtcdLanes.ALL;
  }

  @Override
  public StoreClient client(Lane lane) {
    return new EtcdClient(
        gateway, this::address, EtcdLanes.isSerializable(lane), REQUEST_MAX, ticker);
  }

  /** Where a client beside a node finds it. */
  private String address(String node) {
    return place(node, members.get(node).plan().ports().client());
  }

  private String place(String node, int port) {
    return network.hostBeside(node, node) + ":" + port;
  }

  @Override
  public void awaitServing(Node node) {
    ServerProcess process = members.get(node.id());
    long start = ticker.nanos();
    await(
        process,
        () ->
            isHealthy(process)
                || (ticker.nanos() - start > LEADERLESS_MAX.toNanos() && isListening(process)));
  }

  private void await(ServerProcess node, BooleanSupplier condition) {
    Await.system()
        .until(
            () -> node.id() + " serves; its log ends so:\n" + node.tail(TAIL_LINES),
            SERVING_MAX,
            () -> {
              if (!node.isAlive()) {
                throw new IllegalStateException(
                    node.id() + " has ended; its log ends so:\n" + node.tail(TAIL_LINES));
              }
              return condition.getAsBoolean();
            });
  }

  /** Whether it has read through its leader. */
  private boolean isHealthy(ServerProcess node) {
    return gateway.health(address(node.id()), QUESTION_MAX).contains("\"true\"");
  }

  /** Whether its process has come so far that it looks for a leader. */
  private boolean isListening(ServerProcess node) {
    String place = place(node.id(), node.plan().ports().admin());
    return !gateway.health(place, QUESTION_MAX).isEmpty();
  }

  /** By the hashes that nodes make of all that they hold. */
  @Override
  public boolean isSettled() {
    try {
      return members.all().stream()
              .map(node -> gateway.call(address(node.id()), HASH, "{}", QUESTION_MAX))
              .map(held -> held.object("header").text("revision") + " " + held.text("hash"))
              .distinct()
              .count()
          == 1;
    } catch (EtcdException silent) {
      return false;
    }
  }

  @Override
  public void close() {
    members.close();
  }
}
