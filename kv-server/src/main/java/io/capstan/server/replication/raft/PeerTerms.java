package io.capstan.server.replication.raft;

import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import java.util.concurrent.CompletionStage;

/** Asks other nodes for the terms of their replicas. */
@FunctionalInterface
public interface PeerTerms {
  /**
   * Sends a request without blocking.
   *
   * @return the answer; fails, or never completes, when the node cannot be reached
   */
  CompletionStage<TermCheckResponse> termCheck(String nodeId, TermCheckRequest request);
}
