package io.capstan.server.replication.raft;

import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.peer.v1.TermCheckResponse.GroupTerm;

/**
 * Answers a leader's term check with the terms that this node's replicas are in.
 *
 * <p>Thread safety: safe for use by several threads; never blocks.
 */
public final class TermAnswerer {
  private final RaftHost host;
  private final String clusterId;

  public TermAnswerer(RaftHost host, String clusterId) {
    this.host = host;
    this.clusterId = clusterId;
  }

  /** Reads the terms now; 0 for a group without a running replica here. */
  public TermCheckResponse answer(TermCheckRequest request) {
    TermCheckResponse.Builder answer = TermCheckResponse.newBuilder().setNonce(request.getNonce());
    if (request.getClusterId().equals(clusterId)) {
      request.getGroupsList().forEach(group -> answer.addTerms(term(group)));
    }
    return answer.build();
  }

  private GroupTerm term(long lineage) {
    return host.group(lineage)
        .map(TermAnswerer::term)
        .orElseGet(() -> GroupTerm.newBuilder().setGroup(lineage).build());
  }

  private static GroupTerm term(RaftGroup group) {
    return GroupTerm.newBuilder()
        .setGroup(group.lineage())
        .setTerm(group.running() ? group.term() : 0)
        .setPeerId(group.peerId())
        .build();
  }
}
