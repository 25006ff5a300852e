package io.capstan.jepsen.cluster;

import io.capstan.runtime.Randoms;
import io.capstan.transport.ChannelFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of server processes on this machine, {@code n1}, {@code n2} and so on, each with ports
 * and a directory of its own. Nothing of it outlives this process.
 *
 * <p>Thread safety: {@link #add}, {@link #awaitReady} and {@link #close} are for one thread; what
 * they return may be used by several.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final String clusterId;
  private final ServerJvm jvm;
  private final Map<String, String> settings;
  private final FreePorts ports = new FreePorts(Randoms.system());
  private final ProcessGroup members = new ProcessGroup();
  private final Network network;
  private final ChannelFactory channels;
  private final Readiness readiness;

  /**
   * Plans a cluster; no process runs yet.
   *
   * @param directory where the nodes' directories go
   * @param clusterId its name
   * @param nodes how many form it
   * @param settings of every node, by key, beside those that the plan itself makes
   * @param network how the nodes reach each other; the caller closes it, after the cluster
   */
  public ProcessCluster(
      Path directory,
      String clusterId,
      int nodes,
      ServerJvm jvm,
      Map<String, String> settings,
      Network network) {
    this.directory = directory.toAbsolutePath();
    this.clusterId = clusterId;
    this.jvm = jvm;
    this.settings = Map.copyOf(settings);
    this.network = network;
    this.channels = network.channels();
    this.readiness = new Readiness(channels);
    List<NodePlan> plans =
        IntStream.rangeClosed(1, nodes).mapToObj(number -> plan("n" + number)).toList();
    String first =
        plans.stream()
            .map(plan -> plan.id() + "=" + plan.address())
            .collect(Collectors.joining(","));
    plans.forEach(plan -> add(plan.with("initial-nodes", first)));
  }

  /** Starts every node that does not run, and waits until all serve. */
  public void start() {
    members.startAll();
    awaitReady();
  }

  /** A node by its id. */
  public ServerProcess node(String id) {
    return members.get(id);
  }

  public Collection<ServerProcess> nodes() {
    return members.all();
  }

  /** All but one. */
  public List<ServerProcess> othersThan(String id) {
    return nodes().stream().filter(node -> !node.id().equals(id)).toList();
  }

  /** {@code host:port} of every node. */
  public List<String> addresses() {
    return nodes().stream().map(ServerProcess::address).toList();
  }

  /** Opens connections to nodes; owned by the cluster. */
  public ChannelFactory channels() {
    return channels;
  }

  /** A plan for one more process, with ports and a directory of its own and this cluster's id. */
  public NodePlan plan(String id) {
    NodePlan plan =
        new NodePlan(id, ports.three(), directory.resolve(id), settings, Optional.empty());
    return network.attach(plan.with("cluster-id", clusterId));
  }

  /** A plan for a node that joins the running cluster. */
  public NodePlan joining(String id) {
    return plan(id).with("join", String.join(",", addresses()));
  }

  /** Makes a process one of this cluster's: waited for, and killed with the others. */
  public ServerProcess add(NodePlan plan) {
    return members.add(outsider(plan));
  }

  /** A process that is not one of this cluster's; the caller ends it. */
  public ServerProcess outsider(NodePlan plan) {
    return network.node(plan, jvm);
  }

  /**
   * Waits until every running node serves.
   *
   * @throws IllegalStateException when one ends, or does not serve within a minute
   */
  public void awaitReady() {
    nodes().stream()
        .filter(ServerProcess::isAlive)
        .forEach(node -> readiness.await(node, READY_LIMIT));
  }

  /**
   * Waits until one node serves.
   *
   * @throws IllegalStateException when it ends, or does not serve within a minute
   */
  public void awaitReady(String id) {
    readiness.await(node(id), READY_LIMIT);
  }

  /** Kills every node at the same moment, with SIGKILL. */
  public void killAll() {
    members.killAll();
  }

  /** The ends of all nodes' logs, for a person. */
  public String tails() {
    return members.tails();
  }

  /** Kills every node. The directories stay. */
  @Override
  public void close() {
    members.close();
    channels.close();
  }
}
