package io.capstan.server.membership;

import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataResult;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RowStore;
import io.capstan.server.transport.PeerClient;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node without a replica of the metadata group up to date: it asks another member, and
 * keeps the answer for its next start.
 *
 * <p>Thread safety: {@link #poll} is called by one thread at a time.
 */
public final class MetadataFollower {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataFollower.class);

  private final String clusterId;
  private final Node self;
  private final MembershipView view;
  private final PeerClient peers;
  private final RowStore store;
  private final RandomGenerator random;
  private final Executor background;

  /**
   * Knows nothing yet.
   *
   * @param background where answers are kept, which writes to disk; runs one task at a time
   */
  public MetadataFollower(
      String clusterId,
      Node self,
      MembershipView view,
      PeerClient peers,
      RowStore store,
      RandomGenerator random,
      Executor background) {
    this.clusterId = clusterId;
    this.self = self;
    this.view = view;
    this.peers = peers;
    this.store = store;
    this.random = random;
    this.background = background;
  }

  /** Takes over what this node knew when it stopped. */
  public void restore() {
    new MetadataApplier(store, view::advance).restore();
  }

  /** Takes over and keeps a state that a member told. */
  private void accept(ClusterMetadata metadata) {
    if (metadata.getEpoch() > view.get().epoch()) {
      MetadataApplier.keep(store, LogPosition.NOTHING, metadata);
      view.advance(metadata);
    }
  }

  /** Asks one other member, chosen at random, for what it knows. */
  public void poll() {
    List<Node> others =
        view.members().stream().filter(node -> !node.getId().equals(self.getId())).toList();
    if (others.isEmpty()) {
      return;
    }
    String asked = others.get(random.nextInt(others.size())).getId();
    ProposeRequest question = ProposeRequest.newBuilder().setClusterId(clusterId).build();
    var unused =
        peers
            .propose(asked, question)
            .thenAcceptAsync(answer -> accept(metadata(answer.getResult())), background)
            .exceptionally(
                failure -> {
                  LOG.debug("{} did not tell its metadata", asked, failure);
                  return null;
                });
  }

  private static ClusterMetadata metadata(com.google.protobuf.ByteString result) {
    try {
      return MetadataResult.parseFrom(result).getMetadata();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a damaged answer", e);
    }
  }
}
