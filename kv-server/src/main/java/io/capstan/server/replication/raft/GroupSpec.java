package io.capstan.server.replication.raft;

import java.util.List;

/**
 * A Raft group as it is when it starts: afterwards its own log says who votes.
 *
 * @param lineage the group's number in the cluster, never reused, not 0
 * @param peers all first voters, the same list on each of them
 */
public record GroupSpec(long lineage, List<RaftPeerSpec> peers) {
  public GroupSpec {
    peers = List.copyOf(peers);
    if (lineage == 0 || peers.isEmpty()) {
      throw new IllegalArgumentException("group " + lineage + " of " + peers.size() + " peers");
    }
  }
}
