package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.runtime.Ticker;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A stream of messages on each link, and the one server at which all of them end: what shows how
 * nodes' own streams fare. Nodes have no part in it.
 *
 * <p>Thread safety: {@link #start} and {@link #close} are for one thread, {@link #newest} and
 * {@link #healed} for any.
 */
final class Canaries implements AutoCloseable {
  private static final String SERVICE = "capstan.canary.Canaries";

  /** The method of the streams. */
  static final String METHOD = SERVICE + "/Beat";

  private final EventLoopGroup eventLoop;
  private final Ticker ticker;
  private final Server server;
  private final List<CanarySender> senders = new CopyOnWriteArrayList<>();
  private final Map<Link, Canary> newest = new ConcurrentHashMap<>();

  /** Listens, and sends nothing yet. */
  Canaries(EventLoopGroup eventLoop, Ticker ticker) {
    this.eventLoop = eventLoop;
    this.ticker = ticker;
    this.server = listening();
    var unused =
        eventLoop
            .next()
            .scheduleAtFixedRate(
                () -> senders.forEach(CanarySender::send),
                FaultyNetwork.CANARY_MILLIS,
                FaultyNetwork.CANARY_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  private Server listening() {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .bossEventLoopGroup(eventLoop)
          .workerEventLoopGroup(eventLoop)
          .channelType(NioServerSocketChannel.class)
          .directExecutor()
          .addService(
              ServerServiceDefinition.builder(SERVICE)
                  .addMethod(Frames.method(METHOD), this::receive)
                  .build())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the canaries", e);
    }
  }

  /** Where the streams end. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  /**
   * Sends on a link for as long as this is open.
   *
   * @param address where the link brings connections to {@link #address}
   */
  void start(Link link, InetSocketAddress address) {
    var channel =
        NettyChannelBuilder.forAddress(address)
            .eventLoopGroup(eventLoop)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .usePlaintext()
            .disableRetry()
            .build();
    senders.add(new CanarySender(senders.size(), link, channel, ticker));
  }

  private ServerCall.Listener<byte[]> receive(ServerCall<byte[], byte[]> call, Metadata headers) {
    call.request(Integer.MAX_VALUE);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        arrived(message);
      }
    };
  }

  private void arrived(byte[] message) {
    long now = ticker.nanos();
    ByteBuffer fields = ByteBuffer.wrap(message);
    CanarySender sender = senders.get(fields.getInt());
    sender.arrived(fields.getLong());
    long travelled = now - fields.getLong();
    newest.merge(
        sender.link(),
        new Canary(now, travelled, 1),
        (last, one) -> new Canary(now, travelled, last.arrived() + 1));
  }

  /** The newest of each link on which one has arrived. */
  Map<Link, Canary> newest() {
    return Map.copyOf(newest);
  }

  /** To be told when the links have healed. */
  void healed() {
    eventLoop.next().execute(() -> senders.forEach(CanarySender::healed));
  }

  @Override
  public void close() {
    senders.forEach(CanarySender::close);
    server.shutdownNow();
  }
}
