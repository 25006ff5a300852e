package io.capstan.jepsen.cluster;

import io.capstan.transport.ChannelFactory;

/**
 * How the nodes of a cluster reach each other, and how this process reaches them.
 *
 * <p>Thread safety: {@link #channels} is for any thread, the rest for one.
 */
public interface Network extends AutoCloseable {
  /**
   * Makes a node part of the network, before it is started.
   *
   * @return the same plan, so changed that the node calls and is called over this network
   */
  NodePlan attach(NodePlan plan);

  /**
   * Makes a node that is to run by a plan of this network; does not start it.
   *
   * @param jvm what runs it, unless the network says itself what does
   */
  default ServerProcess node(NodePlan plan, ServerJvm jvm) {
    return new LocalProcess(plan, jvm.command(plan));
  }

  /**
   * Opens connections to nodes by the addresses that they give, from outside of the network:
   * nothing that happens to it concerns them. The caller closes it.
   */
  ChannelFactory channels();

  @Override
  void close();
}
