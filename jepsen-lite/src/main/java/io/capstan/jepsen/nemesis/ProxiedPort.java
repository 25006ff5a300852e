package io.capstan.jepsen.nemesis;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/**
 * One port of one node, as one other node finds it: each connection to it is carried on to the
 * node.
 *
 * <p>A connection needs both links to come about. While one of them is cut none is accepted: those
 * who try wait in the kernel, which takes {@value #BACKLOG} or so and lets the others try again.
 *
 * <p>Thread safety: confined to the network's event loop, but for the constructor.
 */
final class ProxiedPort {
  private static final int BACKLOG = 8;
  private static final int BUFFER_BYTES = 16 << 10;

  private final EventLoopGroup eventLoop;
  private final InetSocketAddress target;
  private final LinkGate toNode;
  private final LinkGate fromNode;
  private final Channel listener;

  /**
   * Listens.
   *
   * @param address where the other node finds the port
   * @param target where it is
   * @param toNode the link of what the other node sends
   * @param fromNode the link of what the node sends
   */
  ProxiedPort(
      EventLoopGroup eventLoop,
      InetSocketAddress address,
      InetSocketAddress target,
      LinkGate toNode,
      LinkGate fromNode) {
    this.eventLoop = eventLoop;
    this.target = target;
    this.toNode = toNode;
    this.fromNode = fromNode;
    this.listener =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, oneBuffer())
            .childHandler(new Accepted())
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  /** Accepts connections, or no more, as the links are. */
  void followLinks() {
    listener.config().setAutoRead(toNode.isOpen() && fromNode.isOpen());
  }

  private static RecvByteBufAllocator oneBuffer() {
    return new FixedRecvByteBufAllocator(BUFFER_BYTES).maxMessagesPerRead(1);
  }

  private final class Accepted extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel opener) {
      var unused = connect().addListener((ChannelFuture connected) -> join(opener, connected));
    }
  }

  private ChannelFuture connect() {
    return new Bootstrap()
        .group(eventLoop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, oneBuffer())
        .handler(new ChannelInboundHandlerAdapter())
        .connect(target);
  }

  private void join(SocketChannel opener, ChannelFuture connected) {
    if (!connected.isSuccess()) {
      var unused = opener.close();
      return;
    }
    SocketChannel owner = (SocketChannel) connected.channel();
    opener.pipeline().addLast(new Pipe(toNode, owner));
    owner.pipeline().addLast(new Pipe(fromNode, opener));
    opener.read();
    owner.read();
  }
}
