package io.capstan.jepsen.nemesis;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * One call between a client and a node. The next message is asked for when the other side can take
 * it, so that a slow one slows the other.
 *
 * <p>Thread safety: confined to one event loop.
 */
final class MessageCall {
  private final ServerCall<byte[], byte[]> client;
  private final MessageStream toNode;
  private final ClientCall<byte[], byte[]> node;
  private final MessageStream toClient;
  private boolean nodeIsAwaited;
  private boolean clientIsAwaited;

  /**
   * @param toNode ends in the call to the node
   * @param toClient ends in the call of the client
   */
  MessageCall(
      ServerCall<byte[], byte[]> client,
      MessageStream toNode,
      ClientCall<byte[], byte[]> node,
      MessageStream toClient) {
    this.client = client;
    this.toNode = toNode;
    this.node = node;
    this.toClient = toClient;
  }

  /** Starts the call to the node. */
  void start(Metadata headers) {
    node.start(new Answers(), headers);
    node.request(1);
    client.request(1);
  }

  /** Hears the client. */
  ServerCall.Listener<byte[]> requests() {
    return new Requests();
  }

  private final class Requests extends ServerCall.Listener<byte[]> {
    @Override
    public void onMessage(byte[] message) {
      toNode.message(message);
      nodeIsAwaited = !node.isReady();
      if (!nodeIsAwaited) {
        client.request(1);
      }
    }

    @Override
    public void onReady() {
      if (clientIsAwaited) {
        clientIsAwaited = false;
        node.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      toNode.end(node::halfClose);
    }

    @Override
    public void onCancel() {
      toNode.cancel();
      toClient.cancel();
      node.cancel("the client cancelled", null);
    }
  }

  private final class Answers extends ClientCall.Listener<byte[]> {
    @Override
    public void onHeaders(Metadata headers) {
      client.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      toClient.message(message);
      clientIsAwaited = !client.isReady();
      if (!clientIsAwaited) {
        node.request(1);
      }
    }

    @Override
    public void onReady() {
      if (nodeIsAwaited) {
        nodeIsAwaited = false;
        client.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      toNode.cancel();
      if (status.isOk()) {
        toClient.end(() -> client.close(status, trailers));
      } else {
        toClient.cancel();
        client.close(status, trailers);
      }
    }
  }
}
