package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Effect;
import io.capstan.server.core.Row;
import io.capstan.server.core.Rows;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a shard in the middle of an entry: those of the store, and over them what the entry's
 * commands have changed so far. The store sees nothing of it before {@link #addTo}.
 *
 * <p>Each row that expires has its note in the {@link ExpiryIndex}, which changes with it.
 *
 * <p>Thread safety: confined to the apply thread.
 */
final class PendingRows implements Rows {
  private final RowStore store;
  private final ShardKeys keys;
  private final ExpiryIndex index;
  // By the row's key. Never Effect.None.
  private final Map<RowKey, Effect> effects = new LinkedHashMap<>();
  // Of rows as the store has them, those read so far. 0: no row, or one that never expires.
  private final Map<RowKey, Long> storedExpiries = new HashMap<>();
  private final List<RowKey> droppedPrefixes = new ArrayList<>();

  PendingRows(RowStore store, ShardKeys keys, ExpiryIndex index) {
    this.store = store;
    this.keys = keys;
    this.index = index;
  }

  @Override
  public @Nullable Row get(int keyspaceIncarnation, ByteString key) {
    RowKey rowKey = keys.row(keyspaceIncarnation, key);
    Effect effect = effects.get(rowKey);
    if (effect != null) {
      return effect instanceof Effect.Store stored ? stored.row() : null;
    }
    return read(rowKey);
  }

  private @Nullable Row read(RowKey rowKey) {
    byte[] diskKey = rowKey.toBytes();
    byte[] value = store.get(diskKey);
    Row row = value == null ? null : RowCodec.decode(diskKey, value);
    storedExpiries.put(rowKey, row == null ? 0 : row.expiryMillis());
    return row;
  }

  @Override
  public void change(int keyspaceIncarnation, ByteString key, Effect effect) {
    if (!(effect instanceof Effect.None)) {
      effects.put(keys.row(keyspaceIncarnation, key), effect);
    }
  }

  @Override
  public void expire(long shardTimeMillis, int rowsMax) {
    for (RowKey note : index.takeDue(store, shardTimeMillis, rowsMax)) {
      RowKey rowKey = keys.row(note.keyspaceIncarnation(), ShardKeys.userKeyOf(note));
      long expiryMillis = ShardKeys.expiryMillisOf(note);
      if (storedExpiry(rowKey) != expiryMillis) {
        throw new IllegalStateException(
            "a note says that "
                + rowKey
                + " expires at "
                + expiryMillis
                + ", and the row does not");
      }
      effects.put(rowKey, Effect.REMOVE);
    }
  }

  /** The keyspace must not be read or changed afterwards: the store still has its rows. */
  @Override
  public void drop(int keyspaceIncarnation) {
    effects.keySet().removeIf(rowKey -> rowKey.keyspaceIncarnation() == keyspaceIncarnation);
    droppedPrefixes.add(keys.row(keyspaceIncarnation, ByteString.EMPTY));
    if (index.has(keyspaceIncarnation)) {
      droppedPrefixes.add(keys.expiries(keyspaceIncarnation));
      index.drop(keyspaceIncarnation);
    }
  }

  void addTo(RowStore.Batch batch) {
    for (RowKey prefix : droppedPrefixes) {
      batch.deleteRange(prefix.toBytes(), prefix.toBytesBehindPrefix());
    }
    effects.forEach((rowKey, effect) -> add(rowKey, effect, batch));
  }

  private void add(RowKey rowKey, Effect effect, RowStore.Batch batch) {
    byte[] diskKey = rowKey.toBytes();
    if (effect instanceof Effect.Store stored) {
      moveNote(rowKey, stored.row().expiryMillis(), batch);
      batch.put(diskKey, RowCodec.encode(diskKey, stored.row()));
    } else if (effect instanceof Effect.Remove) {
      moveNote(rowKey, 0, batch);
      batch.delete(diskKey);
    } else {
      throw new AssertionError(effect);
    }
  }

  /** The note of a row goes where its new expiry is; 0: there is none. */
  private void moveNote(RowKey rowKey, long after, RowStore.Batch batch) {
    int keyspace = rowKey.keyspaceIncarnation();
    long before = index.has(keyspace) ? storedExpiry(rowKey) : 0;
    if (before == after) {
      return;
    }
    if (before != 0) {
      batch.delete(keys.expiry(keyspace, before, rowKey.rest()).toBytes());
    }
    if (after != 0) {
      batch.put(keys.expiry(keyspace, after, rowKey.rest()).toBytes(), new byte[0]);
      index.add(keyspace, after);
    }
  }

  private long storedExpiry(RowKey rowKey) {
    Long known = storedExpiries.get(rowKey);
    if (known != null) {
      return known;
    }
    Row row = read(rowKey);
    return row == null ? 0 : row.expiryMillis();
  }
}
