package io.capstan.server.core;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one shard as its commands see and change them, earlier commands' changes included.
 */
public interface Rows {
  /** Null: no row. */
  @Nullable Row get(int keyspaceIncarnation, ByteString key);

  void change(int keyspaceIncarnation, ByteString key, Effect effect);

  /**
   * Takes away rows that are gone from this shard time on: of each keyspace in the order of their
   * expiry, keyspace by keyspace, until there are no more or so many are taken. Comes before the
   * entry's commands.
   */
  void expire(long shardTimeMillis, int rowsMax);

  /** Takes away every row of that life of a keyspace. */
  void drop(int keyspaceIncarnation);
}
