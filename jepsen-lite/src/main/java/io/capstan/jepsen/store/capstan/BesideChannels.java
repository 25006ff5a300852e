package io.capstan.jepsen.store.capstan;

import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import io.grpc.ManagedChannel;
import java.util.Map;

/**
 * Channels of clients that find nodes at other addresses than the nodes give.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class BesideChannels implements ChannelFactory {
  private final ChannelFactory channels = new PlaintextChannels(1);
  private final Map<String, String> addresses;

  /**
   * @param addresses where it finds each address that nodes give
   */
  BesideChannels(Map<String, String> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  @Override
  public ManagedChannel open(String hostPort) {
    return channels.open(addresses.getOrDefault(hostPort, hostPort));
  }

  @Override
  public void close() {
    channels.close();
  }
}
