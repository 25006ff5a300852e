package io.capstan.jepsen.nemesis;

import io.capstan.runtime.Ticker;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the canaries of one link, in one call that is made again when it has failed. Each is its
 * sender's number, its own, and when it was sent.
 *
 * <p>Once {@value #UNDERWAY_MAX} have been sent after the last that arrived, it sends no more until
 * one arrives or the links heal: a cut link holds no more of them.
 *
 * <p>Thread safety: confined to the network's event loop, but for the constructor, {@link #link}
 * and {@link #close}.
 */
final class CanarySender extends ClientCall.Listener<byte[]> {
  private static final int UNDERWAY_MAX = 256;

  private final int number;
  private final Link link;
  private final ManagedChannel channel;
  private final Ticker ticker;
  private volatile @Nullable ClientCall<byte[], byte[]> call;
  private long sent;
  private long arrived;

  /**
   * Sends nothing yet.
   *
   * @param channel to where the link leads; closed with this
   */
  CanarySender(int number, Link link, ManagedChannel channel, Ticker ticker) {
    this.number = number;
    this.link = link;
    this.channel = channel;
    this.ticker = ticker;
  }

  Link link() {
    return link;
  }

  /** Sends one, unless too many are underway. */
  void send() {
    ClientCall<byte[], byte[]> open = call;
    if (open == null) {
      open =
          channel.newCall(Frames.method(Canaries.METHOD), CallOptions.DEFAULT.withWaitForReady());
      call = open;
      open.start(this, new Metadata());
    }
    if (open.isReady() && sent - arrived < UNDERWAY_MAX) {
      sent++;
      open.sendMessage(
          ByteBuffer.allocate(20).putInt(number).putLong(sent).putLong(ticker.nanos()).array());
    }
  }

  /** One has arrived. */
  void arrived(long canary) {
    arrived = Math.max(arrived, canary);
  }

  /** Those that have not arrived are counted no more. */
  void healed() {
    arrived = sent;
    channel.resetConnectBackoff();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    call = null;
  }

  void close() {
    channel.shutdownNow();
  }
}
