package io.capstan.server.transport;

import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import java.util.concurrent.CompletionStage;

/**
 * Calls to other nodes.
 *
 * <p>Every call has a deadline of its kind. A stage fails with {@link
 * io.capstan.error.CapstanException} itself, never wrapped: a definite failure when the request was
 * never sent, WRONG_CLUSTER or VERSION_UNSUPPORTED when the two nodes are no peers.
 *
 * <p>Thread safety: safe for use by several threads. Stages complete on event loops: what depends
 * on them must not block.
 */
public interface PeerClient extends AutoCloseable {
  /** Asks whoever listens at an address ({@code host:port}) who it is. */
  CompletionStage<HelloResponse> hello(String address);

  /** Asks a member for the terms of its replicas (protocols.md R1). */
  CompletionStage<TermCheckResponse> termCheck(String nodeId, TermCheckRequest request);

  /** Asks a member how far a follower must apply to be fresh (protocols.md R10). */
  CompletionStage<FreshnessResponse> freshness(String nodeId, FreshnessRequest request);

  /** Asks a member for its wall clock (protocols.md Q1), in milliseconds since 1970. */
  CompletionStage<Long> clock(String nodeId);

  /** Asks a member, the metadata leader, to change the metadata. */
  CompletionStage<ProposeResponse> propose(String nodeId, ProposeRequest request);

  /** Asks whoever listens at an address to add this node to its cluster. */
  CompletionStage<JoinResponse> join(String address, JoinRequest request);

  /** Ends every call and connection. */
  @Override
  void close();
}
