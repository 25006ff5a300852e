package io.capstan.jepsen.nemesis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;

/**
 * One direction of one connection: reads from one socket, and writes to the other what its link
 * lets through.
 *
 * <p>It takes in {@value #TAKEN_BYTES_MAX} bytes or so that are not written yet; what comes
 * meanwhile waits in the sender's socket, and in the end with the sender. The end of a connection
 * is part of what it sends: while the link is cut the other side does not learn of it.
 *
 * <p>Thread safety: confined to the network's event loop.
 */
final class Pipe extends ChannelInboundHandlerAdapter {
  private static final int TAKEN_BYTES_MAX = 256 << 10;

  private final LinkGate link;
  private final SocketChannel target;
  private int takenBytes;

  Pipe(LinkGate link, SocketChannel target) {
    this.link = link;
    this.target = target;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf piece = exactly((ByteBuf) message);
    takenBytes += piece.readableBytes();
    link.pass(() -> write(context.channel(), piece));
    readOn(context.channel());
  }

  /** The same bytes in no more memory than they take, and none that must be given back. */
  private static ByteBuf exactly(ByteBuf bytes) {
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    return Unpooled.wrappedBuffer(copy);
  }

  private void readOn(Channel source) {
    if (takenBytes < TAKEN_BYTES_MAX) {
      source.read();
    }
  }

  private void write(Channel source, ByteBuf piece) {
    int length = piece.readableBytes();
    // A target that cannot be written to has ended, which its own pipe tells the source.
    var unused =
        target
            .writeAndFlush(piece)
            .addListener(
                written -> {
                  takenBytes -= length;
                  if (written.isSuccess()) {
                    readOn(source);
                  }
                });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      link.pass(() -> end((SocketChannel) context.channel()));
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
        () -> {
          var unused = target.close();
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
    var unused = context.close();
  }
}
