package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.transport.ChannelFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Links between nodes that there are not; cuts them, and does nothing else to them. */
final class FakeNetwork implements FaultyNetwork {
  private final Set<Link> links = new HashSet<>();
  private final Set<Link> cut = new HashSet<>();
  private final Map<Link, Canary> canaries = new HashMap<>();

  private final Map<Link, Long> hit = new HashMap<>();

  FakeNetwork(List<String> nodes) {
    for (String node : nodes) {
      links.addAll(Link.outOf(node, nodes.stream().filter(other -> !other.equals(node)).toList()));
    }
  }

  /** A canary arrives on every link that is open. */
  void beat(long nanos) {
    for (Link link : links) {
      if (!cut.contains(link)) {
        canaries.put(link, new Canary(nanos, 1, 1));
      }
    }
  }

  /** A message on a link is hit. */
  void hit(String from, String to) {
    hit.merge(new Link(from, to), 1L, Long::sum);
  }

  @Override
  public Map<Link, Long> messagesHit() {
    return Map.copyOf(hit);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Set<Link> links() {
    return Set.copyOf(links);
  }

  @Override
  public void disturb(Collection<Link> disturbed, Disturbance how) {
    if (!(how instanceof Disturbance.Cut)) {
      throw new UnsupportedFaultException("a fake cannot do " + how);
    }
    cut.addAll(disturbed);
  }

  @Override
  public void heal() {
    cut.clear();
  }

  @Override
  public Map<Link, Canary> canaries() {
    return Map.copyOf(canaries);
  }

  @Override
  public String hostBeside(String node, String other) {
    throw new AssertionError("nobody connects");
  }

  @Override
  public NodePlan attach(NodePlan plan) {
    throw new AssertionError("no node is made");
  }

  @Override
  public ChannelFactory channels() {
    throw new AssertionError("nobody connects");
  }

  @Override
  public void close() {}
}
