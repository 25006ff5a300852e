package io.capstan.jepsen.nemesis;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.UnaryOperator;

/** Takes a node's answers back to the client. Thread safety: gRPC calls in one at a time. */
final class Answers extends ClientCall.Listener<byte[]> {
  private final ServerCall<byte[], byte[]> client;
  private final UnaryOperator<byte[]> change;

  Answers(ServerCall<byte[], byte[]> client, UnaryOperator<byte[]> change) {
    this.client = client;
    this.change = change;
  }

  @Override
  public void onHeaders(Metadata headers) {
    client.sendHeaders(headers);
  }

  @Override
  public void onMessage(byte[] message) {
    client.sendMessage(change.apply(message));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    client.close(status, trailers);
  }
}
