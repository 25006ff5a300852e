package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.server.transport.PeerClient;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a later node into a running cluster: it asks one of the seeds to add it.
 *
 * <p>Asking again is harmless: a member that asks is a member already, or has moved to another
 * address.
 */
public final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

  private final String clusterId;
  private final Node self;
  private final PeerClient peers;

  public Joining(String clusterId, Node self, PeerClient peers) {
    this.clusterId = clusterId;
    this.self = self;
    this.peers = peers;
  }

  /**
   * Asks each seed once, in order, until one has added this node.
   *
   * @param seeds {@code host:port}
   * @return the members; fails with the last seed's failure, or at once with a refusal that no
   *     other seed would take back
   */
  public CompletionStage<List<Node>> run(List<String> seeds) {
    return ask(seeds, 0);
  }

  private CompletionStage<List<Node>> ask(List<String> seeds, int at) {
    String seed = seeds.get(at);
    JoinRequest request = JoinRequest.newBuilder().setClusterId(clusterId).setNode(self).build();
    return peers
        .join(seed, request)
        .thenApply(JoinResponse::getMembersList)
        .handle((members, failure) -> next(seeds, at, members, failure))
        .thenCompose(Function.identity());
  }

  private CompletionStage<List<Node>> next(
      List<String> seeds, int at, List<Node> members, Throwable failure) {
    if (failure == null) {
      return CompletableFuture.completedFuture(members);
    }
    CapstanException refusal = CapstanException.from(failure);
    LOG.warn("seed {} did not add this node: {}", seeds.get(at), refusal.getMessage());
    boolean hopeless = !refusal.failure().retryable() && refusal.failure() != Failure.INTERNAL;
    if (hopeless || at + 1 == seeds.size()) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              refusal.failure(),
              "seed %s did not add this node: %s"
                  .formatted(seeds.get(at), refusal.error().getMessage())));
    }
    return ask(seeds, at + 1);
  }
}
