package io.capstan.jepsen.nemesis.docker;

import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.ClientLinks;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.NamedChannels;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.canary.CanaryAgents;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A network of Docker containers: each node's server runs in one, from Capstan's image. A node has
 * an address of its own on a network that only the nodes share, and publishes its ports on this
 * machine's loopback interface over another one, by which this process reaches it, whatever is cut;
 * clients that stand beside a node reach the others by {@link ClientLinks}, which are cut too.
 *
 * <p>A node is cut off by taking it off the nodes' network: its connections stay open, packets
 * arrive nowhere, and it comes back under the same address. That is the only disturbance.
 *
 * <p>Both networks of a node belong to a container that does nothing else, and the server's shares
 * them: so they outlive the server's deaths and pauses, and the canaries beside it do too.
 *
 * <p>Nothing of it outlives this process, unless that is killed; the next network of any process
 * then removes what was left.
 *
 * <p>Thread safety: as {@link FaultyNetwork} says; faults are done one at a time.
 */
public final class DockerNetwork implements FaultyNetwork {
  /** The image, as {@code deploy/docker/build} names it. */
  public static final String IMAGE = "capstan";

  /** Where canaries arrive; below the ports that nodes are given. */
  private static final int CANARY_PORT = 11_999;

  private static final int TAG_SPACE = 1 << 24;

  private final Belongings belongings;
  private final PeersNetwork peers;
  private final CanaryAgents agents;
  private final ClientLinks clientLinks;
  private final Thread atExit;
  private final List<ServerContainer> containers = new ArrayList<>();
  private final Set<Link> cut = new HashSet<>();
  private final Set<String> isolated = new HashSet<>();
  private volatile Map<String, String> hosts = Map.of();

  /**
   * A network without nodes.
   *
   * @param random for names that no other network of this machine has
   * @param ticker what canaries are dated by
   * @throws DockerException when Docker can make none; it says why, and what to do
   */
  public DockerNetwork(RandomGenerator random, Ticker ticker) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new DockerException(reason);
            });
    Belongings.removeAbandoned();
    belongings = new Belongings("%06x".formatted(random.nextInt(TAG_SPACE)));
    atExit = Threads.daemon("remove-containers", belongings::remove);
    Runtime.getRuntime().addShutdownHook(atExit);
    createOuter();
    peers = PeersNetwork.create(belongings);
    agents = new CanaryAgents(ticker, CANARY_PORT);
    clientLinks = new ClientLinks(random, ticker);
  }

  private void createOuter() {
    List<String> command = new ArrayList<>(List.of("network", "create"));
    command.addAll(belongings.labels());
    command.add(outer());
    String unused = Docker.run(command);
  }

  /** The network over which ports are published. */
  private String outer() {
    return belongings.name("outer");
  }

  /** Why there can be no such network, and what to do; empty: there can be one. */
  public static Optional<String> unavailable() {
    try {
      String unused = Docker.run("version", "--format", "{{.Server.Version}}");
    } catch (DockerException e) {
      return Optional.of(
          e.getMessage()
              + "; the back-end docker needs the program docker and a daemon on this machine:"
              + " install it (Debian: apt-get install docker.io), start dockerd, and be root or in"
              + " the group docker");
    }
    try {
      String unused = Docker.run("image", "inspect", "--format", "{{.Id}}", IMAGE);
      return Optional.empty();
    } catch (DockerException e) {
      return Optional.of(
          e.getMessage() + "; build the image: deploy/docker/build, in a checkout of Capstan");
    }
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public NodePlan attach(NodePlan plan) {
    NodePlan.Ports ports = plan.ports();
    String host = attach(plan.id(), Set.of(ports.client(), ports.raft(), ports.admin()));
    return plan.with("directory", "/var/lib/capstan/data")
        .with("listen", "0.0.0.0")
        .with("advertise", host)
        .with("insecure", "true");
  }

  /** Makes the place of a node; gives its address. */
  private String attach(String node, Set<Integer> ports) {
    if (hosts.containsKey(node)) {
      throw new IllegalStateException(node + " is attached already");
    }
    String host = peers.host(hosts.size() + 1);
    startPlace(node, host, ports);
    Map<String, String> more = new LinkedHashMap<>(hosts);
    more.put(node, host);
    hosts = Map.copyOf(more);
    agents.add(node, host, agentCommand(node));
    InetAddress here = InetAddress.getLoopbackAddress();
    clientLinks.attach(
        node,
        ports.stream()
            .collect(Collectors.toMap(port -> port, port -> new InetSocketAddress(here, port))));
    return host;
  }

  private void startPlace(String node, String host, Set<Integer> ports) {
    List<String> command = new ArrayList<>(List.of("create", "--name", place(node)));
    command.addAll(belongings.labels());
    command.addAll(List.of("--network", outer(), "--entrypoint", "sleep"));
    for (int port : ports) {
      command.add("--publish=%s:%d:%d".formatted(NodePlan.HOST, port, port));
    }
    command.addAll(List.of(IMAGE, "infinity"));
    String unused = Docker.run(command);
    peers.connect(place(node), host);
    unused = Docker.run("start", place(node));
  }

  /** The container to which the node's networks belong. */
  private String place(String node) {
    return belongings.name(node + "-place");
  }

  private List<String> agentCommand(String node) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Docker.PROGRAM, "exec", "--interactive", place(node)));
    command.addAll(List.of("java", "-Xmx8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", "/opt/capstan/lib/*"));
    command.addAll(agents.program(node));
    return command;
  }

  /**
   * A container with the server of the image; of what runs it otherwise only the heap counts.
   *
   * @throws UnsupportedFaultException for a server with faults: the image has none
   * @throws DockerException when the plan is of no node of this network, or the node was made once
   */
  @Override
  public ServerProcess node(NodePlan plan, ServerJvm jvm) {
    if (plan.settings().containsKey("faults")) {
      throw new UnsupportedFaultException(
          "the network docker runs the servers of the image %s, which has no kv-server-faults: they"
                  .formatted(IMAGE)
              + " cannot be served with faults="
              + plan.settings().get("faults"));
    }
    String container = belongings.name(plan.id());
    List<String> command = new ArrayList<>(List.of("create", "--name", container));
    command.addAll(belongings.labels());
    command.addAll(List.of("--network", "container:" + place(plan.id())));
    command.addAll(List.of("--env", "JDK_JAVA_OPTIONS=" + String.join(" ", jvm.sizing()), IMAGE));
    command.addAll(plan.arguments());
    String unused = Docker.run(command);
    ServerContainer node = new ServerContainer(plan, container);
    containers.add(node);
    return node;
  }

  @Override
  public ChannelFactory channels() {
    return new NamedChannels(host -> hosts.containsValue(host) ? NodePlan.HOST : host);
  }

  @Override
  public Set<Link> links() {
    return clientLinks.links();
  }

  @Override
  public synchronized void disturb(Collection<Link> links, Disturbance how) {
    if (!(how instanceof Disturbance.Cut)) {
      throw new UnsupportedFaultException(
          "the network docker can cut nodes off, and nothing else: it cannot do " + how);
    }
    Set<Link> all = new HashSet<>(cut);
    all.addAll(links);
    Set<String> wanted = Isolation.of(hosts.keySet(), all);
    clientLinks.disturb(links, how);
    cut.addAll(links);
    for (String node : wanted) {
      if (isolated.add(node)) {
        peers.disconnect(place(node));
      }
    }
  }

  @Override
  public synchronized void heal() {
    for (String node : List.copyOf(isolated)) {
      peers.connect(place(node), host(node));
      isolated.remove(node);
    }
    clientLinks.heal();
    cut.clear();
  }

  private String host(String node) {
    String host = hosts.get(node);
    if (host == null) {
      throw new IllegalArgumentException("no node " + node + "; there are " + hosts.keySet());
    }
    return host;
  }

  @Override
  public Map<Link, Canary> canaries() {
    return agents.newest();
  }

  @Override
  public String hostBeside(String node, String other) {
    return node.equals(other) ? NodePlan.HOST : clientLinks.hostBeside(node, other);
  }

  /** Removes every container and network that it has made; what servers have printed is kept. */
  @Override
  public void close() {
    clientLinks.close();
    agents.close();
    containers.forEach(ServerContainer::keepConsole);
    containers.clear();
    belongings.remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, or has run.
    }
  }
}
