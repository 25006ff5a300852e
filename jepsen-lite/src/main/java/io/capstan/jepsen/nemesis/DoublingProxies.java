package io.capstan.jepsen.nemesis;

import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@link DoublingProxy} in front of each node of a cluster. A client that is given their
 * addresses as seeds learns no others: they replace the nodes' addresses in GetCluster's answers.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class DoublingProxies implements AutoCloseable {
  private final ChannelFactory channels = new PlaintextChannels(1);
  private final Map<String, DoublingProxy> byNode = new ConcurrentHashMap<>();
  private final List<String> nodes;

  /**
   * Listens in front of every node.
   *
   * @param nodes their addresses, {@code host:port}, as the nodes themselves give them
   */
  public DoublingProxies(List<String> nodes) {
    this.nodes = List.copyOf(nodes);
    for (String address : nodes) {
      byNode.put(address, new DoublingProxy(channels.open(address), this::readdress));
    }
  }

  /** Where the proxies listen, in the order of the nodes. */
  public List<String> addresses() {
    return nodes.stream().map(this::proxyOf).toList();
  }

  /** How many frames and calls were delivered twice. */
  public long doubled() {
    return byNode.values().stream().mapToLong(DoublingProxy::doubled).sum();
  }

  @Override
  public void close() {
    byNode.values().forEach(DoublingProxy::close);
    channels.close();
  }

  /** The proxy's address for a node's; an address that no proxy stands before stays. */
  private String proxyOf(String address) {
    DoublingProxy proxy = byNode.get(address);
    return proxy == null ? address : proxy.address();
  }

  private byte[] readdress(byte[] response) {
    try {
      GetClusterResponse.Builder cluster = GetClusterResponse.parseFrom(response).toBuilder();
      for (Node.Builder node : cluster.getNodesBuilderList()) {
        node.setAddress(proxyOf(node.getAddress()));
      }
      return cluster.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the node's answer is no GetClusterResponse", e);
    }
  }
}
