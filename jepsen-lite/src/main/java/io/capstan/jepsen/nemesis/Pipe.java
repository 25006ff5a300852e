package io.capstan.jepsen.nemesis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;

/**
 * One direction of one connection: reads from one socket, and writes to the other what its link
 * lets through.
 *
 * <p>It reads again only when what it had read is written, so that it holds one buffer at most;
 * what comes meanwhile waits in the sender's socket, and in the end with the sender. The end of a
 * connection is part of what it sends: while the link is cut the other side does not learn of it.
 *
 * <p>Thread safety: confined to the network's event loop.
 */
final class Pipe extends ChannelInboundHandlerAdapter {
  private final LinkGate link;
  private final SocketChannel target;

  Pipe(LinkGate link, SocketChannel target) {
    this.link = link;
    this.target = target;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    link.pass(bytes.readableBytes(), () -> write(context.channel(), bytes));
  }

  private void write(Channel source, ByteBuf bytes) {
    // A target that cannot be written to has ended, which its own pipe tells the source.
    var unused =
        target
            .writeAndFlush(bytes)
            .addListener(
                written -> {
                  if (written.isSuccess()) {
                    source.read();
                  }
                });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      link.pass(0, () -> end((SocketChannel) context.channel()));
    }
  }

  /** The source sends nothing more; when the target has said the same, the connection is over. */
  private void end(SocketChannel source) {
    var unused = target.shutdownOutput();
    if (source.isOutputShutdown()) {
      unused = source.close();
      unused = target.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    link.pass(
        0,
        () -> {
          var unused = target.close();
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
    var unused = context.close();
  }
}
