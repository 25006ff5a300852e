package io.capstan.jepsen.nemesis.netns;

import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.nemesis.ClientLinks;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.canary.CanaryAgents;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A network of kernel namespaces: each node's process runs in one of its own, on an address of its
 * own, whatever program it is. This process reaches every node at its address, whatever is cut; its
 * clients that stand beside a node reach the others by {@link ClientLinks}, which are cut too.
 *
 * <p>A cut is that of a cable: packets are dropped, nobody is told, and after the healing senders
 * go on when their timers say so, which TCP doubles with each loss. It is the only disturbance:
 * what else a kernel can do to packets is not done to whole messages.
 *
 * <p>Nothing of it outlives this process.
 *
 * <p>Thread safety: as {@link FaultyNetwork} says.
 */
public final class NetnsNetwork implements FaultyNetwork {
  /** Where canaries arrive; below the ports that nodes are given. */
  private static final int CANARY_PORT = 11_999;

  private static final int AGENT_HEAP_MEBIBYTES = 8;

  private final Switch bridge;
  private final ServerJvm agentJvm;
  private final CanaryAgents agents;
  private final ClientLinks clientLinks;
  private volatile Map<String, Member> members = Map.of();

  /** A node's number, its namespace and where it is. */
  private record Member(int number, Namespace namespace, Place place) {}

  /**
   * Where a node's process is to run.
   *
   * @param host the address that it listens at and is called at
   * @param launcher what its command begins with: a program that becomes the node's (execve(2)), so
   *     that the process is the node itself
   */
  public record Place(String host, List<String> launcher) {
    public Place {
      launcher = List.copyOf(launcher);
    }
  }

  /**
   * A network without nodes.
   *
   * @param random for names and addresses that no other network of this machine has
   * @param ticker what canaries are dated by
   * @throws NamespacesUnavailableException when this process can make none
   */
  public NetnsNetwork(RandomGenerator random, Ticker ticker) {
    ServerJvm own = ServerJvm.ofThisProcess();
    this.agentJvm = new ServerJvm(own.java(), own.feature(), own.classPath(), AGENT_HEAP_MEBIBYTES);
    this.agents = new CanaryAgents(ticker, CANARY_PORT);
    this.bridge = Switch.make(random);
    this.clientLinks = new ClientLinks(random, ticker);
  }

  /** Why this process can make no such network, and what to do; empty: it can. */
  public static Optional<String> unavailable() {
    try (Switch bridge = Switch.make(Randoms.system());
        Namespace node = Namespace.make()) {
      String unused = bridge.plug(node, 1);
      return Optional.empty();
    } catch (NamespacesUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String name() {
    return "netns";
  }

  @Override
  public NodePlan attach(NodePlan plan) {
    NodePlan.Ports ports = plan.ports();
    Place place = attach(plan.id(), Set.of(ports.client(), ports.raft()));
    return plan.at(place.host(), place.launcher());
  }

  /**
   * Makes a node part of the network, before it is started, whatever program it is.
   *
   * @param ports where clients call it
   */
  public Place attach(String node, Set<Integer> ports) {
    int number = members.size() + 1;
    if (members.containsKey(node) || number > Subnet.NODES_MAX) {
      throw new IllegalStateException(
          "%s cannot be attached: there are %s, and at most %d can be"
              .formatted(node, members.keySet(), Subnet.NODES_MAX));
    }
    Member member = member(number);
    Place place = member.place();
    Map<String, Member> more = new LinkedHashMap<>(members);
    more.put(node, member);
    members = more;
    agents.add(node, place.host(), agentCommand(node, place));
    clientLinks.attach(
        node,
        ports.stream()
            .collect(
                Collectors.toMap(port -> port, port -> new InetSocketAddress(place.host(), port))));
    return place;
  }

  private Member member(int number) {
    Namespace namespace = Namespace.make();
    try {
      String host = bridge.plug(namespace, number);
      return new Member(number, namespace, new Place(host, namespace.launcher()));
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  private List<String> agentCommand(String node, Place place) {
    List<String> command = new ArrayList<>(place.launcher());
    List<String> program = agents.program(node);
    command.addAll(agentJvm.command(program.get(0), program.subList(1, program.size())));
    return command;
  }

  @Override
  public ChannelFactory channels() {
    return new PlaintextChannels(1);
  }

  @Override
  public Set<Link> links() {
    return clientLinks.links();
  }

  @Override
  public void disturb(Collection<Link> links, Disturbance how) {
    if (!(how instanceof Disturbance.Cut)) {
      throw new UnsupportedFaultException(
          "the network netns can cut links, and nothing else: it cannot do %s".formatted(how));
    }
    List<Switch.Way> ways = links.stream().map(this::way).toList();
    if (!ways.isEmpty()) {
      bridge.cut(ways);
      clientLinks.disturb(links, how);
    }
  }

  private Switch.Way way(Link link) {
    return new Switch.Way(member(link.from()).number(), member(link.to()).number());
  }

  private Member member(String node) {
    Member member = members.get(node);
    if (member == null) {
      throw new IllegalArgumentException("no node " + node + "; there are " + members.keySet());
    }
    return member;
  }

  @Override
  public void heal() {
    bridge.heal();
    clientLinks.heal();
  }

  /**
   * What {@link FaultyNetwork#canaries} says.
   *
   * @throws IllegalStateException when there is none any more who would send or see them
   */
  @Override
  public Map<Link, Canary> canaries() {
    Set<String> ended = agents.ended();
    if (!ended.isEmpty()) {
      throw new IllegalStateException("the canary agents of " + ended + " have ended");
    }
    return agents.newest();
  }

  @Override
  public String hostBeside(String node, String other) {
    return node.equals(other) ? member(node).place().host() : clientLinks.hostBeside(node, other);
  }

  /** Removes every namespace and interface that it has made; nodes that still run are alone. */
  @Override
  public void close() {
    clientLinks.close();
    agents.close();
    members.values().forEach(member -> member.namespace().close());
    bridge.close();
  }
}
