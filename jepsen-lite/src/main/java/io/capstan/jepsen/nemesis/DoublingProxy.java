package io.capstan.jepsen.nemesis;

import io.capstan.runtime.Threads;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server in front of one node that delivers every data request twice, as a network may that
 * lost the first answer: each frame of {@code KeyValue.Pipeline} goes on twice in its stream, each
 * unary call of {@code KeyValue} becomes two calls. Other calls pass once.
 *
 * <p>Both answers to a frame go back to the client; of two unary calls only the first one's does.
 *
 * <p>It has no flow control of its own: what it holds is bounded by what clients have in flight.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class DoublingProxy implements AutoCloseable {
  private static final String DATA = "capstan.v1.KeyValue/";
  private static final String PIPELINE = DATA + "Pipeline";
  private static final String GET_CLUSTER = "capstan.v1.Admin/GetCluster";
  private static final int INBOUND_BYTES_MAX = 8 << 20;

  private final Channel node;
  private final UnaryOperator<byte[]> clusterAnswer;
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(
          1, Threads.daemon("doubling-proxy"), NioIoHandler.newFactory());
  private final Server server;
  private final AtomicLong doubled = new AtomicLong();

  /**
   * Listens on a free port.
   *
   * @param node a channel to the node; the caller closes it
   * @param clusterAnswer what becomes of a serialized GetClusterResponse on its way to the client
   */
  public DoublingProxy(Channel node, UnaryOperator<byte[]> clusterAnswer) throws IOException {
    this.node = node;
    this.clusterAnswer = clusterAnswer;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .maxInboundMessageSize(INBOUND_BYTES_MAX)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .fallbackHandlerRegistry(new AnyMethod())
            .build()
            .start();
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** How many frames and calls it has delivered twice. */
  public long doubled() {
    return doubled.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
    var unused = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private final class AnyMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<byte[], byte[]> lookupMethod(
        String fullName, @Nullable String authority) {
      return ServerMethodDefinition.create(Frames.method(fullName), DoublingProxy.this::forward);
    }
  }

  private ServerCall.Listener<byte[]> forward(ServerCall<byte[], byte[]> call, Metadata headers) {
    String name = call.getMethodDescriptor().getFullMethodName();
    UnaryOperator<byte[]> change =
        name.equals(GET_CLUSTER) ? clusterAnswer : UnaryOperator.identity();
    ClientCall<byte[], byte[]> first = open(name, new Answers(call, change), headers);
    call.request(Integer.MAX_VALUE);
    if (name.equals(PIPELINE)) {
      return new Doubled(first, first, doubled);
    }
    if (name.startsWith(DATA)) {
      ClientCall<byte[], byte[]> second = open(name, new ClientCall.Listener<>() {}, headers);
      return new Doubled(first, second, doubled);
    }
    return new Once(first);
  }

  private ClientCall<byte[], byte[]> open(
      String name, ClientCall.Listener<byte[]> answers, Metadata headers) {
    Deadline deadline = Context.current().getDeadline();
    CallOptions options =
        deadline == null ? CallOptions.DEFAULT : CallOptions.DEFAULT.withDeadline(deadline);
    Metadata copy = new Metadata();
    copy.merge(headers);
    ClientCall<byte[], byte[]> call = newCall(name, options);
    call.start(answers, copy);
    call.request(Integer.MAX_VALUE);
    return call;
  }

  /**
   * Makes a call that outlives the client's: a call belongs to the context that it is made in, and
   * the client's is cancelled with the first answer, when the second call may not have arrived yet.
   */
  private ClientCall<byte[], byte[]> newCall(String name, CallOptions options) {
    Context clients = Context.ROOT.attach();
    try {
      return node.newCall(Frames.method(name), options);
    } finally {
      Context.ROOT.detach(clients);
    }
  }
}
