package io.capstan.jepsen.run;

import io.capstan.jepsen.cluster.LoopbackNetwork;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.transport.ChannelFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A network without links. */
final class FakeNetwork implements FaultyNetwork {
  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public NodePlan attach(NodePlan plan) {
    return plan;
  }

  @Override
  public ChannelFactory channels() {
    return new LoopbackNetwork().channels();
  }

  @Override
  public Set<Link> links() {
    return Set.of();
  }

  @Override
  public void disturb(Collection<Link> links, Disturbance how) {}

  @Override
  public void heal() {}

  @Override
  public Map<Link, Canary> canaries() {
    return Map.of();
  }

  @Override
  public String hostBeside(String node, String other) {
    return other;
  }

  @Override
  public void close() {}
}
