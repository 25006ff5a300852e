package io.capstan.jepsen.nemesis;

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
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server in front of one port of one node: takes each message of each call on as its method
 * is treated. It knows messages as bytes only.
 *
 * <p>Calls fail while the node is down. What it holds is bounded by the flow control of both sides.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class MessageProxy implements AutoCloseable {
  static final int MESSAGE_BYTES_MAX = 64 << 20;

  private final EventLoopGroup eventLoop;
  private final Supplier<Channel> node;
  private final Function<String, Treatment> treatments;
  private final Server server;

  /**
   * Listens on a free port.
   *
   * @param eventLoop of one thread, on which everything runs
   * @param node asked for each call; the caller closes it
   * @param treatments by methods' full names
   */
  MessageProxy(
      EventLoopGroup eventLoop, Supplier<Channel> node, Function<String, Treatment> treatments) {
    this.eventLoop = eventLoop;
    this.node = node;
    this.treatments = treatments;
    this.server = listening();
  }

  private Server listening() {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .bossEventLoopGroup(eventLoop)
          .workerEventLoopGroup(eventLoop)
          .channelType(NioServerSocketChannel.class)
          .executor(eventLoop)
          .maxInboundMessageSize(MESSAGE_BYTES_MAX)
          .permitKeepAliveTime(1, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .fallbackHandlerRegistry(new AnyMethod())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a proxy of messages", e);
    }
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class AnyMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<byte[], byte[]> lookupMethod(
        String fullName, @Nullable String authority) {
      return ServerMethodDefinition.create(Frames.method(fullName), MessageProxy.this::forward);
    }
  }

  private ServerCall.Listener<byte[]> forward(ServerCall<byte[], byte[]> client, Metadata headers) {
    String method = client.getMethodDescriptor().getFullMethodName();
    Deadline deadline = Context.current().getDeadline();
    ClientCall<byte[], byte[]> call = newCall(method, deadline);
    EventExecutor thread = eventLoop.next();
    Treatment treatment = treatments.apply(method);
    MessageStream requests =
        new MessageStream(
            thread,
            treatment.toNode(),
            call::sendMessage,
            message -> repeat(newCall(method, deadline), headers, message));
    MessageStream answers =
        new MessageStream(
            thread,
            treatment.fromNode(),
            message -> client.sendMessage(treatment.change().apply(message)),
            message -> {}); // nobody waits for a second answer
    MessageCall forwarded = new MessageCall(client, requests, call, answers);
    forwarded.start(copyOf(headers));
    return forwarded.requests();
  }

  /** Makes the same call again, of one message, and drops what is answered. */
  private static void repeat(ClientCall<byte[], byte[]> call, Metadata headers, byte[] message) {
    call.start(new ClientCall.Listener<>() {}, copyOf(headers));
    call.request(Integer.MAX_VALUE);
    call.sendMessage(message);
    call.halfClose();
  }

  private static Metadata copyOf(Metadata headers) {
    Metadata copy = new Metadata();
    copy.merge(headers);
    return copy;
  }

  /**
   * Makes a call that outlives the client's: a call belongs to the context that it is made in, and
   * the client's is cancelled with the first answer, when a second call may not have arrived yet.
   */
  private ClientCall<byte[], byte[]> newCall(String method, @Nullable Deadline deadline) {
    CallOptions options = CallOptions.DEFAULT.withExecutor(eventLoop).withDeadline(deadline);
    Context clients = Context.ROOT.attach();
    try {
      return node.get().newCall(Frames.method(method), options);
    } finally {
      Context.ROOT.detach(clients);
    }
  }
}
