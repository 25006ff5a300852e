package io.capstan.server;

import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataApplier;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.raft.DigestMarks;
import io.capstan.server.replication.raft.ShardApplier;
import io.capstan.server.replication.raft.ShardRows;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The states that this node's Raft groups drive, all in one row store: which group is which shard,
 * and which is the metadata.
 *
 * <p>A group found on disk has only its lineage. Lineages follow from the cluster id and the
 * shard's number, so the table is computed, and does not depend on metadata that is itself in such
 * a group.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class ReplicaStates {
  /** The most STRONG shards that a cluster can have; the configuration holds to it. */
  private static final int SHARDS_MAX = 64;

  /** A shard's state, its rows to read, and its marks to wait for. */
  record Parts(ShardApplier applier, ShardRows rows, DigestMarks marks) {}

  private final RowStore store;
  private final MembershipView view;
  private final Executor hashing;
  private final long metadata;
  private final Map<Long, Integer> shards = new HashMap<>();
  private final Map<Integer, Parts> parts = new ConcurrentHashMap<>();

  ReplicaStates(String clusterId, RowStore store, MembershipView view, Executor hashing) {
    this.store = store;
    this.view = view;
    this.hashing = hashing;
    this.metadata = MetadataTransition.metadataLineage(clusterId);
    for (int shard = 0; shard < SHARDS_MAX; shard++) {
      shards.put(MetadataTransition.shardLineage(clusterId, shard), shard);
    }
  }

  /** The lineage of the metadata group. */
  long metadataLineage() {
    return metadata;
  }

  /** A fresh state for a group that is being opened. */
  LogApplier applier(long lineage) {
    if (lineage == metadata) {
      return new MetadataApplier(store, view::advance);
    }
    Integer shard = shards.get(lineage);
    if (shard == null) {
      throw new IllegalStateException(
          "the raft directory has a group " + lineage + " that this cluster does not have");
    }
    ShardKeys keys = new ShardKeys(shard);
    DigestMarks marks = new DigestMarks(store, keys, hashing);
    ShardApplier applier = new ShardApplier(store, keys, marks);
    parts.put(shard, new Parts(applier, new ShardRows(store, keys, applier::hasDropped), marks));
    return applier;
  }

  /** Client sessions remembered, over all shards. */
  int sessions() {
    return parts.values().stream().mapToInt(part -> part.applier().sessions()).sum();
  }

  /** Log entries applied since the node started, over all shards. */
  long entriesApplied() {
    return parts.values().stream().mapToLong(part -> part.applier().entryCount()).sum();
  }

  /** What belongs to a shard whose group is open. */
  Parts parts(int shard) {
    Parts found = parts.get(shard);
    if (found == null) {
      throw new IllegalStateException("shard " + shard + " is not open");
    }
    return found;
  }
}
