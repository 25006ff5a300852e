package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.server.core.Effect;
import io.capstan.server.core.Row;
import io.capstan.server.core.Rows;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a shard in the middle of an entry: those of the store, and over them what the entry's
 * commands have changed so far. The store sees nothing of it before {@link #addTo}.
 *
 * <p>Thread safety: confined to the apply thread.
 */
final class PendingRows implements Rows {
  private final RowStore store;
  private final ShardKeys keys;
  // By the row's key on disk. Never Effect.None.
  private final Map<ByteString, Effect> effects = new LinkedHashMap<>();
  private final List<RowKey> droppedPrefixes = new ArrayList<>();

  PendingRows(RowStore store, ShardKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  @Override
  public @Nullable Row get(int keyspaceIncarnation, ByteString key) {
    byte[] diskKey = keys.row(keyspaceIncarnation, key).toBytes();
    Effect effect = effects.get(UnsafeByteOperations.unsafeWrap(diskKey));
    if (effect != null) {
      return effect instanceof Effect.Store stored ? stored.row() : null;
    }
    byte[] value = store.get(diskKey);
    return value == null ? null : RowCodec.decode(diskKey, value);
  }

  @Override
  public void change(int keyspaceIncarnation, ByteString key, Effect effect) {
    if (!(effect instanceof Effect.None)) {
      byte[] diskKey = keys.row(keyspaceIncarnation, key).toBytes();
      effects.put(UnsafeByteOperations.unsafeWrap(diskKey), effect);
    }
  }

  /** The keyspace must not be read or changed afterwards: the store still has its rows. */
  @Override
  public void drop(int keyspaceIncarnation) {
    RowKey prefix = keys.row(keyspaceIncarnation, ByteString.EMPTY);
    ByteString prefixBytes = UnsafeByteOperations.unsafeWrap(prefix.toBytes());
    effects.keySet().removeIf(diskKey -> diskKey.startsWith(prefixBytes));
    droppedPrefixes.add(prefix);
  }

  void addTo(RowStore.Batch batch) {
    for (RowKey prefix : droppedPrefixes) {
      batch.deleteRange(prefix.toBytes(), prefix.toBytesBehindPrefix());
    }
    effects.forEach((diskKey, effect) -> add(diskKey.toByteArray(), effect, batch));
  }

  private static void add(byte[] diskKey, Effect effect, RowStore.Batch batch) {
    if (effect instanceof Effect.Store stored) {
      batch.put(diskKey, RowCodec.encode(diskKey, stored.row()));
    } else if (effect instanceof Effect.Remove) {
      batch.delete(diskKey);
    } else {
      throw new AssertionError(effect);
    }
  }
}
