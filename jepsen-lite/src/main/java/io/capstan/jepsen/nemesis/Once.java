package io.capstan.jepsen.nemesis;

import io.grpc.ClientCall;
import io.grpc.ServerCall;

/** Takes a client's messages to the node. Thread safety: gRPC calls in one at a time. */
final class Once extends ServerCall.Listener<byte[]> {
  private final ClientCall<byte[], byte[]> node;

  Once(ClientCall<byte[], byte[]> node) {
    this.node = node;
  }

  @Override
  public void onMessage(byte[] message) {
    node.sendMessage(message);
  }

  @Override
  public void onHalfClose() {
    node.halfClose();
  }

  @Override
  public void onCancel() {
    node.cancel("the client cancelled", null);
  }
}
