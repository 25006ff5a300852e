package io.capstan.server.replication.raft;

import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The notes in a shard's store that say when rows expire, one a row, in order of expiry in each
 * keyspace; and in memory, for each keyspace that has any, a time before which none is due, so that
 * nothing is looked up while nothing is due.
 *
 * <p>Those times may be too early after rows were overwritten, and differ between replicas: what
 * {@link #takeDue} takes must not depend on them.
 *
 * <p>Thread safety: confined to the apply thread.
 */
final class ExpiryIndex {
  /** The shard time of what never comes. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long DUE_BYTES_MAX = 4 << 20;

  private final ShardKeys keys;
  private final TreeMap<Integer, Long> earliest = new TreeMap<>(Integer::compareUnsigned);

  private ExpiryIndex(ShardKeys keys) {
    this.keys = keys;
  }

  /** The index of a shard that has no notes. */
  static ExpiryIndex empty(ShardKeys keys) {
    return new ExpiryIndex(keys);
  }

  /** The index of the notes that the store has. */
  static ExpiryIndex of(RowStore.View view, ShardKeys keys) {
    ExpiryIndex index = new ExpiryIndex(keys);
    for (int keyspace : StoredKeyspaces.of(view, RowKey.Kind.EXPIRY)) {
      List<RowKey> first = index.page(view, keyspace, PageLimit.FIRST);
      first.forEach(note -> index.add(keyspace, ShardKeys.expiryMillisOf(note)));
    }
    return index;
  }

  /** Whether the store may have a note of that keyspace. */
  boolean has(int keyspaceIncarnation) {
    return earliest.containsKey(keyspaceIncarnation);
  }

  /** No note is due before this shard time; {@link #NEVER} when there is none. */
  long earliestMillis() {
    return earliest.values().stream().mapToLong(Long::longValue).min().orElse(NEVER);
  }

  /** A note is put into the store. */
  void add(int keyspaceIncarnation, long expiryMillis) {
    earliest.merge(keyspaceIncarnation, expiryMillis, Math::min);
  }

  /** All notes of that keyspace are taken out of the store. */
  void drop(int keyspaceIncarnation) {
    earliest.remove(keyspaceIncarnation);
  }

  /**
   * The notes that are due, keyspace by keyspace and in order of expiry in each, but no more than
   * so many; the caller takes them out of the store, before it is asked again.
   */
  List<RowKey> takeDue(RowStore store, long shardTimeMillis, int max) {
    if (earliestMillis() > shardTimeMillis) {
      return List.of();
    }
    List<RowKey> due = new ArrayList<>();
    try (RowStore.View view = store.snapshot()) {
      for (Map.Entry<Integer, Long> keyspace : List.copyOf(earliest.entrySet())) {
        if (keyspace.getValue() <= shardTimeMillis && due.size() < max) {
          due.addAll(takeDue(view, keyspace.getKey(), shardTimeMillis, max - due.size()));
        }
      }
    }
    return due;
  }

  private List<RowKey> takeDue(RowStore.View view, int keyspace, long shardTimeMillis, int max) {
    List<RowKey> page = page(view, keyspace, new PageLimit(max + 1, DUE_BYTES_MAX));
    int taken = 0;
    while (taken < Math.min(max, page.size())
        && ShardKeys.expiryMillisOf(page.get(taken)) <= shardTimeMillis) {
      taken++;
    }
    if (page.isEmpty()) {
      earliest.remove(keyspace);
    } else {
      // All taken: whether there are more is seen the next time.
      RowKey next = page.get(Math.min(taken, page.size() - 1));
      earliest.put(keyspace, ShardKeys.expiryMillisOf(next));
    }
    return page.subList(0, taken);
  }

  private List<RowKey> page(RowStore.View view, int keyspace, PageLimit limit) {
    RowKey notes = keys.expiries(keyspace);
    List<Entry> page = view.scan(notes.toBytes(), notes.toBytesBehindPrefix(), limit);
    return page.stream().map(note -> RowKey.parse(note.key())).toList();
  }
}
