package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Network;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.runtime.Threads;
import io.capstan.transport.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A network whose links can be cut, made in user space: each node finds each other node at an
 * address of its own, where a proxy carries connections on. It needs no privileges, but the whole
 * of 127.0.0.0/8 (Linux) and nodes that are Java processes, which are given a table of names.
 *
 * <p>A cut is that of a cable: connections stay open, nothing that is sent on the link arrives, and
 * nobody is told. After the healing everything arrives that was sent, in order, unless its sender
 * has reset the connection. A new connection takes both links between two nodes.
 *
 * <p>Everything runs on one thread. It holds at most one buffer for each direction of each
 * connection.
 *
 * <p>Thread safety: as {@link Network} says; cuts, healings and {@link #traffic} are for any thread
 * but the network's own.
 */
public final class ProxyNetwork implements Network {
  private static final String DOMAIN = ".capstan.test"; // a name that no network has: RFC 6761
  private static final int NODES_MAX = 250;

  /** The second number of every proxy's address, so that two networks do not meet. */
  private final int block;

  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, Threads.daemon("proxy-network"), NioIoHandler.newFactory());
  private volatile Map<String, Place> places = Map.of();
  private volatile Map<Link, LinkGate> gates = Map.of();

  /** Where a node is: its number in addresses, and how it was planned. */
  private record Place(int number, NodePlan plan) {}

  /** A network without nodes. */
  public ProxyNetwork(RandomGenerator random) {
    this.block = random.nextInt(1, 255);
  }

  /** Listens in front of the node's ports for each earlier node, and of theirs for this one. */
  @Override
  public NodePlan attach(NodePlan plan) {
    NodePlan named = plan.named(plan.id() + DOMAIN, plan.directory().resolve("hosts"));
    if (places.containsKey(plan.id()) || places.size() == NODES_MAX) {
      throw new IllegalStateException(
          "%s cannot be attached: there are %s, and at most %d can be"
              .formatted(plan.id(), places.keySet(), NODES_MAX));
    }
    Place added = new Place(places.size() + 1, named);
    for (Place other : places.values()) {
      connect(other, added);
    }
    Map<String, Place> more = new LinkedHashMap<>(places);
    more.put(plan.id(), added);
    places = Map.copyOf(more);
    places.values().forEach(this::writeTable);
    return named;
  }

  private void writeTable(Place place) {
    seenFrom(place).write(place.plan().hostsFile().orElseThrow());
  }

  private void connect(Place one, Place another) {
    Link there = new Link(one.plan().id(), another.plan().id());
    Link back = new Link(another.plan().id(), one.plan().id());
    LinkGate toAnother = new LinkGate();
    LinkGate toOne = new LinkGate();
    Map<Link, LinkGate> more = new LinkedHashMap<>(gates);
    more.put(there, toAnother);
    more.put(back, toOne);
    listen(one, another, toAnother, toOne);
    listen(another, one, toOne, toAnother);
    gates = Map.copyOf(more);
  }

  private void listen(Place from, Place to, LinkGate toNode, LinkGate fromNode) {
    NodePlan.Ports ports = to.plan().ports();
    for (int port : new int[] {ports.client(), ports.raft()}) {
      ProxiedPort proxied = new ProxiedPort(eventLoop, address(from, to), port, toNode, fromNode);
      run(
          () -> {
            toNode.watch(proxied::followLinks);
            fromNode.watch(proxied::followLinks);
          });
    }
  }

  private String address(Place from, Place to) {
    return from.equals(to)
        ? NodePlan.HOST
        : "127.%d.%d.%d".formatted(block, from.number(), to.number());
  }

  private NameTable seenFrom(Place place) {
    Map<String, String> addresses = new TreeMap<>();
    places
        .values()
        .forEach(other -> addresses.put(other.plan().id() + DOMAIN, address(place, other)));
    return new NameTable(addresses);
  }

  @Override
  public ChannelFactory channels() {
    return new NamedChannels(host -> host.endsWith(DOMAIN) ? NodePlan.HOST : host);
  }

  /**
   * Opens connections as a process beside a node would: to that node directly, to the others over
   * its links. The caller closes it.
   */
  public ChannelFactory channelsBeside(String node) {
    return new NamedChannels(host -> seenFrom(place(node)).addressOf(host));
  }

  private Place place(String node) {
    Place place = places.get(node);
    if (place == null) {
      throw new IllegalArgumentException("no node " + node + "; there are " + places.keySet());
    }
    return place;
  }

  /** Every link between two of the nodes. */
  public Set<Link> links() {
    return gates.keySet();
  }

  /**
   * Cuts links; afterwards not one byte more is let through them.
   *
   * @return what each of them had done by then
   */
  public Map<Link, LinkTraffic> cut(Collection<Link> links) {
    Map<Link, LinkGate> known = new LinkedHashMap<>();
    links.forEach(link -> known.put(link, gate(link)));
    return call(
        () -> {
          known.values().forEach(LinkGate::cut);
          return known.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, cut -> cut.getValue().traffic()));
        });
  }

  /** Ends every cut. */
  public void heal() {
    run(() -> gates.values().forEach(LinkGate::heal));
  }

  /** What a link has done until now. */
  public LinkTraffic traffic(Link link) {
    return call(() -> gate(link).traffic());
  }

  private LinkGate gate(Link link) {
    LinkGate gate = gates.get(link);
    if (gate == null) {
      throw new IllegalArgumentException("no link " + link + "; there are " + gates.keySet());
    }
    return gate;
  }

  /** Closes every connection, and listens no more. */
  @Override
  public void close() {
    var unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private void run(Runnable task) {
    var unused =
        call(
            () -> {
              task.run();
              return Boolean.TRUE;
            });
  }

  /** On the event loop, to whose tasks the gates are confined. */
  private <T> T call(Callable<T> task) {
    return eventLoop.submit(task).syncUninterruptibly().getNow();
  }
}
