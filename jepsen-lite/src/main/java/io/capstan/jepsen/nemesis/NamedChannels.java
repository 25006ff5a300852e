package io.capstan.jepsen.nemesis;

import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import io.grpc.ManagedChannel;
import java.util.function.UnaryOperator;

/**
 * Channels to hosts that have other addresses here than the machine knows.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class NamedChannels implements ChannelFactory {
  private final ChannelFactory channels = new PlaintextChannels(1);
  private final UnaryOperator<String> addressOf;

  /**
   * @param addressOf gives the address of a host; safe for use by several threads
   */
  public NamedChannels(UnaryOperator<String> addressOf) {
    this.addressOf = addressOf;
  }

  @Override
  public ManagedChannel open(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    return channels.open(addressOf.apply(hostPort.substring(0, colon)) + hostPort.substring(colon));
  }

  @Override
  public void close() {
    channels.close();
  }
}
