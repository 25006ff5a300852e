package io.capstan.jepsen.cluster;

import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;

/** The machine's loopback interface, with nothing in between. Thread safety: stateless. */
public final class LoopbackNetwork implements Network {
  @Override
  public NodePlan attach(NodePlan plan) {
    return plan;
  }

  @Override
  public ChannelFactory channels() {
    return new PlaintextChannels(1);
  }

  @Override
  public void close() {}
}
