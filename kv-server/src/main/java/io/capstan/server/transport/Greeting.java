package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.Formats;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.v1.Node;
import java.util.Optional;

/**
 * What two nodes must agree on before anything else is said between them. Both ends check: the
 * caller the answer, the called one the request. Thread safety: immutable.
 *
 * @param clusterId of this node
 * @param self this node as its peers know it
 * @param formats of this program
 */
public record Greeting(String clusterId, Node self, FormatRanges formats) {
  /** What this node says first on a connection. */
  public HelloRequest request() {
    return HelloRequest.newBuilder()
        .setClusterId(clusterId)
        .setNode(self)
        .setFormats(formats.toProto())
        .build();
  }

  /** Why a caller is not a peer; empty when it is. */
  public Optional<CapstanException> refusal(HelloRequest request) {
    return refusal(request.getNode(), request.getClusterId(), request.getFormats());
  }

  /** Why the node that answered is not a peer; empty when it is. */
  public Optional<CapstanException> refusal(HelloResponse response) {
    return refusal(response.getNode(), response.getClusterId(), response.getFormats());
  }

  private Optional<CapstanException> refusal(Node node, String theirCluster, Formats theirFormats) {
    if (!theirCluster.equals(clusterId)) {
      return Optional.of(
          CapstanException.of(
              Failure.WRONG_CLUSTER,
              "node %s at %s belongs to cluster \"%s\", node %s to \"%s\"; correct the addresses"
                      .formatted(
                          node.getId(), node.getAddress(), theirCluster, self.getId(), clusterId)
                  + " or the cluster id of one of them"));
    }
    return formats
        .conflict(FormatRanges.of(theirFormats))
        .map(
            conflict ->
                CapstanException.of(
                    Failure.VERSION_UNSUPPORTED,
                    "node %s at %s speaks other formats than node %s (%s); upgrade the older one"
                        .formatted(node.getId(), node.getAddress(), self.getId(), conflict)));
  }
}
