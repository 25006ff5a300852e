package io.capstan.server.transport;

import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaRequest;
import java.util.concurrent.CompletionStage;

/**
 * The other nodes' replicas of EVENTUAL shards.
 *
 * <p>Thread safety: safe for use by several threads. Stages complete on event loops: what depends
 * on them must not block.
 */
public interface ReplicaPeers {
  /** Whether there is a stream to a member's replicas, and it makes progress. */
  boolean isReachable(String nodeId);

  /**
   * Asks a member's replicas. Fails with UNAVAILABLE at once while there is no stream, with the
   * replica's own refusal, or, when the stream breaks, with a failure that says nothing of what
   * happened there.
   *
   * @param request without an id
   */
  CompletionStage<ReplicaAnswer> replicate(String nodeId, ReplicaRequest.Builder request);
}
