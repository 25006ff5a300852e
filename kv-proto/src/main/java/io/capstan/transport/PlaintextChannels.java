package io.capstan.transport;

import io.capstan.runtime.Threads;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Channels without TLS over one small group of event loops.
 *
 * <p>Callbacks run on the event loops: they must not block. gRPC's own retries are off, because
 * only the client knows which requests may be sent twice. Connections are probed while they idle,
 * so that a dead peer is noticed within {@value #KEEPALIVE_SECONDS} s and as much again.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class PlaintextChannels implements ChannelFactory {
  private static final int INBOUND_BYTES_MAX = 8 << 20;
  private static final int KEEPALIVE_SECONDS = 5;

  private final EventLoopGroup eventLoops;
  private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Starts no thread before the first channel is used.
   *
   * @param threads event loops shared by all channels; one or two are enough
   */
  public PlaintextChannels(int threads) {
    eventLoops =
        new MultiThreadIoEventLoopGroup(
            threads, Threads.daemon("capstan-channel"), NioIoHandler.newFactory());
  }

  @Override
  public ManagedChannel open(String hostPort) {
    channels.removeIf(ManagedChannel::isTerminated);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + hostPort)
            .eventLoopGroup(eventLoops)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .usePlaintext()
            .disableRetry()
            .maxInboundMessageSize(INBOUND_BYTES_MAX)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .build();
    channels.add(channel);
    // Checked after the add: either this sees the flag, or close() sees the channel.
    if (closed) {
      channel.shutdownNow();
      throw new IllegalStateException("the channel factory is closed");
    }
    return channel;
  }

  @Override
  public void close() {
    closed = true;
    channels.forEach(ManagedChannel::shutdownNow);
    var unused = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }
}
