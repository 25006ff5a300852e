package io.capstan.jepsen.nemesis;

import io.grpc.ClientCall;
import io.grpc.ServerCall;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes each of a client's messages to the node twice: in one call, or in two.
 *
 * <p>Thread safety: gRPC calls in one at a time.
 */
final class Doubled extends ServerCall.Listener<byte[]> {
  private final ClientCall<byte[], byte[]> first;
  private final ClientCall<byte[], byte[]> second;
  private final AtomicLong count;

  /**
   * @param second may be the first one
   * @param count raised with each message that was handed on twice
   */
  Doubled(ClientCall<byte[], byte[]> first, ClientCall<byte[], byte[]> second, AtomicLong count) {
    this.first = first;
    this.second = second;
    this.count = count;
  }

  @Override
  public void onMessage(byte[] message) {
    first.sendMessage(message);
    second.sendMessage(message);
    count.incrementAndGet();
  }

  @Override
  public void onHalfClose() {
    first.halfClose();
    if (second != first) {
      second.halfClose();
    }
  }

  @Override
  public void onCancel() {
    first.cancel("the client cancelled", null);
    second.cancel("the client cancelled", null);
  }
}
