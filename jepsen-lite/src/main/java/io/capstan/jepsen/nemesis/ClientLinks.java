package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.nemesis.Disturbance.Cut;
import io.capstan.jepsen.nemesis.Disturbance.Delay;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The links between nodes, made in user space for clients of the nodes: who stands beside a node
 * finds each node at a loopback address of its own, under the node's own ports, and from there a
 * proxy carries connections on. It needs the whole of 127.0.0.0/8 (Linux).
 *
 * <p>A cut is that of a cable: connections stay open, nothing that is sent on the link arrives, and
 * nobody is told. After the healing everything arrives that was sent, in order, unless its sender
 * has reset the connection. A new connection takes both links between two nodes. What goes from
 * beside a node to that node itself is never disturbed.
 *
 * <p>Everything runs on one thread. What it holds is bounded for each direction of each connection.
 *
 * <p>Thread safety: {@link #attach} and {@link #close} are for one thread, the rest is for any but
 * its own.
 */
public final class ClientLinks implements AutoCloseable {
  private static final int NODES_MAX = 250;

  /** The second number of every address, so that two networks do not meet. */
  private final int block;

  private final RandomGenerator random;
  private final Ticker ticker;
  private final boolean messages;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<MessageProxy> messageProxies = new ArrayList<>();
  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, Threads.daemon("proxy-network"), NioIoHandler.newFactory());
  private volatile Map<String, Place> places = Map.of();
  private volatile Map<Link, LinkGate> gates = Map.of();

  /** A node's number in addresses, and where its ports are. */
  private record Place(String node, int number, Map<Integer, InetSocketAddress> ports) {}

  /** Links between no nodes, of bytes: they can be cut and delayed. */
  public ClientLinks(RandomGenerator random, Ticker ticker) {
    this(random, ticker, false);
  }

  /**
   * Links between no nodes.
   *
   * @param messages whether all connections are gRPC's, and whole messages can be lost, doubled and
   *     reordered; costs a second proxy for each
   */
  ClientLinks(RandomGenerator random, Ticker ticker, boolean messages) {
    this.messages = messages;
    this.block = random.nextInt(1, 255);
    this.random = Randoms.seeded(random.nextLong());
    this.ticker = ticker;
  }

  /**
   * Listens in front of the ports of a node for those beside it and beside each earlier node, and
   * of theirs for those beside this one.
   *
   * @param ports by their numbers, where connections to them are carried on to
   */
  public void attach(String node, Map<Integer, InetSocketAddress> ports) {
    if (places.containsKey(node) || places.size() == NODES_MAX) {
      throw new IllegalStateException(
          "%s cannot be attached: there are %s, and at most %d can be"
              .formatted(node, places.keySet(), NODES_MAX));
    }
    Place added = new Place(node, places.size() + 1, Map.copyOf(ports));
    listen(added, added, newGate(), newGate());
    Map<Link, LinkGate> moreGates = new LinkedHashMap<>(gates);
    for (Place other : places.values()) {
      moreGates.putAll(connect(other, added));
    }
    Map<String, Place> morePlaces = new LinkedHashMap<>(places);
    morePlaces.put(node, added);
    gates = Map.copyOf(moreGates);
    places = Map.copyOf(morePlaces);
  }

  private Map<Link, LinkGate> connect(Place one, Place another) {
    LinkGate toAnother = newGate();
    LinkGate toOne = newGate();
    listen(one, another, toAnother, toOne);
    listen(another, one, toOne, toAnother);
    return Map.of(
        new Link(one.node(), another.node()), toAnother,
        new Link(another.node(), one.node()), toOne);
  }

  private LinkGate newGate() {
    return new LinkGate(eventLoop.next(), ticker, Randoms.seeded(random.nextLong()));
  }

  private void listen(Place from, Place to, LinkGate toNode, LinkGate fromNode) {
    to.ports()
        .forEach(
            (port, target) -> {
              InetSocketAddress address = new InetSocketAddress(host(from, to), port);
              InetSocketAddress next = messages ? byMessages(target, toNode, fromNode) : target;
              ProxiedPort proxied = new ProxiedPort(eventLoop, address, next, toNode, fromNode);
              run(
                  () -> {
                    toNode.watch(proxied::followLinks);
                    fromNode.watch(proxied::followLinks);
                  });
            });
  }

  /** Where a proxy of messages stands before the target. */
  private InetSocketAddress byMessages(
      InetSocketAddress target, LinkGate toNode, LinkGate fromNode) {
    ManagedChannel channel = channelTo(target);
    channels.add(channel);
    Treatment own = new Treatment(toNode.fates(), fromNode.fates(), UnaryOperator.identity());
    Treatment canaries =
        new Treatment(
            toNode.fates()::uncounted, fromNode.fates()::uncounted, UnaryOperator.identity());
    MessageProxy proxy =
        new MessageProxy(
            eventLoop,
            () -> {
              channel.resetConnectBackoff(); // who calls a node again expects it to be asked again
              return channel;
            },
            method -> method.equals(Canaries.METHOD) ? canaries : own);
    messageProxies.add(proxy);
    return proxy.address();
  }

  private ManagedChannel channelTo(InetSocketAddress target) {
    return NettyChannelBuilder.forAddress(target)
        .eventLoopGroup(eventLoop)
        .channelType(NioSocketChannel.class)
        .executor(eventLoop)
        .usePlaintext()
        .disableRetry()
        .maxInboundMessageSize(MessageProxy.MESSAGE_BYTES_MAX)
        .build();
  }

  private String host(Place from, Place to) {
    return "127.%d.%d.%d".formatted(block, from.number(), to.number());
  }

  /** What {@link FaultyNetwork#hostBeside} says. */
  public String hostBeside(String node, String other) {
    return host(place(node), place(other));
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
   * What {@link FaultyNetwork#disturb} says. After a cut not one byte more is let through.
   *
   * @throws UnsupportedFaultException for what concerns messages, unless they are known
   */
  public void disturb(Collection<Link> links, Disturbance how) {
    List<LinkGate> disturbed = links.stream().map(this::gate).toList();
    if (!messages && !(how instanceof Cut) && !(how instanceof Delay)) {
      throw new UnsupportedFaultException(
          "a proxy that was not made for messages cannot do " + how + ": it knows bytes only");
    }
    run(() -> disturbed.forEach(gate -> gate.disturb(how)));
  }

  /** Ends every disturbance; what was held arrives at once. */
  public void heal() {
    run(() -> gates.values().forEach(LinkGate::heal));
  }

  /** What {@link FaultyNetwork#messagesHit} says. */
  Map<Link, Long> messagesHit() {
    Map<Link, Long> hit = new LinkedHashMap<>();
    if (messages) {
      gates.forEach((link, gate) -> hit.put(link, gate.fates().hit()));
    }
    return hit;
  }

  private LinkGate gate(Link link) {
    LinkGate gate = gates.get(link);
    if (gate == null) {
      throw new IllegalArgumentException("no link " + link + "; there are " + gates.keySet());
    }
    return gate;
  }

  /** The thread on which everything runs. */
  EventLoopGroup eventLoop() {
    return eventLoop;
  }

  /** Closes every connection, and listens no more. */
  @Override
  public void close() {
    messageProxies.forEach(MessageProxy::close);
    channels.forEach(ManagedChannel::shutdownNow);
    var unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** On the event loop, to whose tasks the gates are confined; returns when it is done. */
  private void run(Runnable task) {
    var unused = eventLoop.submit(task).syncUninterruptibly();
  }
}
