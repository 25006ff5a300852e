package io.capstan.transport;

import io.grpc.ManagedChannel;

/**
 * Opens gRPC channels and owns what they share.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface ChannelFactory extends AutoCloseable {
  /**
   * A channel that connects when it is first used. The caller shuts it down, or leaves that to
   * {@link #close}.
   *
   * @param hostPort {@code host:port}, IPv6 addresses in brackets
   */
  ManagedChannel open(String hostPort);

  /** Ends every channel and every call on it at once, without waiting. */
  @Override
  void close();
}
