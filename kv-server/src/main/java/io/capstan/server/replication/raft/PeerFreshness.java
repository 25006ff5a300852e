package io.capstan.server.replication.raft;

import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import java.util.concurrent.CompletionStage;

/** Asks the node that leads some groups how far a replica must apply to be fresh. */
@FunctionalInterface
public interface PeerFreshness {
  /**
   * Sends a request without blocking.
   *
   * @return the answer; fails when the node cannot be reached or is silent for a second, so that it
   *     can be asked again
   */
  CompletionStage<FreshnessResponse> freshness(String nodeId, FreshnessRequest request);
}
