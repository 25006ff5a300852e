package io.capstan.server.replication.raft;

/**
 * One voter of a Raft group: a node, together with the life of its disk.
 *
 * <p>A node whose disk was lost comes back under another incarnation, so as another voter: its old
 * self may have voted and acknowledged entries that the new one knows nothing of.
 *
 * @param incarnation names the disk's life; has no dot
 * @param raftAddress where its peers reach it, {@code host:port}
 */
public record RaftPeerSpec(String nodeId, String incarnation, String raftAddress) {
  public RaftPeerSpec {
    if (nodeId.isEmpty() || incarnation.isEmpty() || incarnation.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "node id \"" + nodeId + "\", incarnation \"" + incarnation + "\": empty, or with a dot");
    }
    Endpoint.parse(raftAddress);
  }

  /** The id by which Raft knows the voter: {@code nodeId.incarnation}. */
  public String peerId() {
    return nodeId + "." + incarnation;
  }

  /** The node of a {@link #peerId}. */
  static String nodeIdOf(String peerId) {
    int dot = peerId.lastIndexOf('.');
    return dot < 0 ? peerId : peerId.substring(0, dot);
  }
}
