package io.capstan.jepsen.nemesis;

import io.capstan.runtime.Threads;
import io.grpc.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A gRPC server in front of one node that delivers every data request twice, as a network may that
 * lost the first answer: each frame of {@code KeyValue.Pipeline} goes on twice in its stream, each
 * unary call of {@code KeyValue} becomes two calls. Other calls pass once.
 *
 * <p>Both answers to a frame go back to the client; of two unary calls only the first one's does.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class DoublingProxy implements AutoCloseable {
  private static final String DATA = "capstan.v1.KeyValue/";
  private static final String GET_CLUSTER = "capstan.v1.Admin/GetCluster";

  private final UnaryOperator<byte[]> clusterAnswer;
  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, Threads.daemon("doubling-proxy"), NioIoHandler.newFactory());
  private final MessageProxy proxy;
  private final AtomicLong doubled = new AtomicLong();

  /**
   * Listens on a free port.
   *
   * @param node a channel to the node; the caller closes it
   * @param clusterAnswer what becomes of a serialized GetClusterResponse on its way to the client
   */
  public DoublingProxy(Channel node, UnaryOperator<byte[]> clusterAnswer) {
    this.clusterAnswer = clusterAnswer;
    this.proxy = new MessageProxy(eventLoop, () -> node, this::treatment);
  }

  private Treatment treatment(String method) {
    return new Treatment(
        () -> method.startsWith(DATA) ? twice() : Fate.ONCE,
        () -> Fate.ONCE,
        method.equals(GET_CLUSTER) ? clusterAnswer : UnaryOperator.identity());
  }

  private Fate twice() {
    doubled.incrementAndGet();
    return Fate.TWICE;
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + proxy.address().getPort();
  }

  /** How many frames and calls it delivers twice, until now. */
  public long doubled() {
    return doubled.get();
  }

  @Override
  public void close() {
    proxy.close();
    var unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }
}
