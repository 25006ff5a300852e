package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A network made in user space: nodes find each other as those do who stand beside them, by {@link
 * ClientLinks}. It needs no privileges, but nodes that are Java processes, which are given a table
 * of names.
 *
 * <p>Thread safety: as {@link FaultyNetwork} says, any thread but the network's own.
 */
public final class ProxyNetwork implements FaultyNetwork {
  private static final String DOMAIN = ".capstan.test"; // a name that no network has: RFC 6761

  private final ClientLinks links;
  private final Canaries canaries;
  private volatile Map<String, NodePlan> plans = Map.of();

  /**
   * A network without nodes.
   *
   * @param ticker what delays and canaries are measured with
   * @param messages whether whole messages can be lost, doubled and reordered, which costs a second
   *     proxy for each port of each node
   */
  public ProxyNetwork(RandomGenerator random, Ticker ticker, boolean messages) {
    this.links = new ClientLinks(random, ticker, messages);
    this.canaries = new Canaries(links.eventLoop(), ticker);
  }

  @Override
  public String name() {
    return "proxy";
  }

  /** Listens in front of the node's ports for each earlier node, and of theirs for this one. */
  @Override
  public NodePlan attach(NodePlan plan) {
    NodePlan named = plan.named(plan.id() + DOMAIN, plan.directory().resolve("hosts"));
    links.attach(
        plan.id(),
        Map.of(
            plan.ports().client(), here(plan.ports().client()),
            plan.ports().raft(), here(plan.ports().raft()),
            canaries.address().getPort(), canaries.address()));
    for (String other : plans.keySet()) {
      startCanaries(new Link(plan.id(), other));
      startCanaries(new Link(other, plan.id()));
    }
    Map<String, NodePlan> more = new LinkedHashMap<>(plans);
    more.put(plan.id(), named);
    plans = Map.copyOf(more);
    plans.values().forEach(this::writeTable);
    return named;
  }

  private static InetSocketAddress here(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void startCanaries(Link link) {
    String host = links.hostBeside(link.from(), link.to());
    canaries.start(link, new InetSocketAddress(host, canaries.address().getPort()));
  }

  private void writeTable(NodePlan plan) {
    seenFrom(plan.id()).write(plan.hostsFile().orElseThrow());
  }

  private NameTable seenFrom(String node) {
    Map<String, String> addresses = new TreeMap<>();
    for (String other : plans.keySet()) {
      addresses.put(other + DOMAIN, hostBeside(node, other));
    }
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
    return new NamedChannels(host -> seenFrom(node).addressOf(host));
  }

  @Override
  public String hostBeside(String node, String other) {
    String host = links.hostBeside(node, other);
    return node.equals(other) ? NodePlan.HOST : host;
  }

  @Override
  public Set<Link> links() {
    return links.links();
  }

  /** After a cut not one byte more is let through. */
  @Override
  public void disturb(Collection<Link> disturbed, Disturbance how) {
    links.disturb(disturbed, how);
  }

  @Override
  public void heal() {
    links.heal();
    canaries.healed();
  }

  @Override
  public Map<Link, Canary> canaries() {
    return canaries.newest();
  }

  @Override
  public Map<Link, Long> messagesHit() {
    return links.messagesHit();
  }

  /** Closes every connection, and listens no more. */
  @Override
  public void close() {
    canaries.close();
    links.close();
  }
}
