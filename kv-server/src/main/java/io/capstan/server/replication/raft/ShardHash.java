package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import io.capstan.server.storage.ShardKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * SHA-256 over all that one shard holds in a view of its store: rows of every keyspace, notes of
 * when they expire, session memories, applied record, each in key order; each key and each value
 * behind its length (4 bytes, big endian).
 *
 * <p>Thread safety: confined to one thread.
 */
final class ShardHash {
  private static final PageLimit PAGE = new PageLimit(1000, 1 << 20);

  private final RowStore.View view;
  private final ShardKeys keys;
  private final BooleanSupplier cancelled;
  private final MessageDigest sha256 = sha256();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

  /**
   * @param cancelled asked between pages; once true, {@link #compute} throws {@link
   *     CancellationException}
   */
  ShardHash(RowStore.View view, ShardKeys keys, BooleanSupplier cancelled) {
    this.view = view;
    this.keys = keys;
    this.cancelled = cancelled;
  }

  Digest compute(LogPosition position) {
    long rows = addAllKeyspaces(RowKey.Kind.ROW);
    addAllKeyspaces(RowKey.Kind.EXPIRY);
    addAllUnder(keys.sessions());
    addAllUnder(keys.applied());
    return new Digest(position, rows, ByteString.copyFrom(sha256.digest()));
  }

  /** A shard's keys lie scattered among those of other shards: one range a keyspace. */
  private long addAllKeyspaces(RowKey.Kind kind) {
    long added = 0;
    for (int keyspace : StoredKeyspaces.of(view, kind)) {
      added += addAllUnder(new RowKey(kind, keyspace, keys.shard(), ByteString.EMPTY));
    }
    return added;
  }

  private long addAllUnder(RowKey prefix) {
    byte[] end = prefix.toBytesBehindPrefix();
    byte[] from = prefix.toBytes();
    long added = 0;
    List<Entry> page = view.scan(from, end, PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::add);
      added += page.size();
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("nobody waits for the digest any more");
      }
      from = RowKey.successor(page.get(page.size() - 1).key());
      page = view.scan(from, end, PAGE);
    }
    return added;
  }

  private void add(Entry entry) {
    add(entry.key());
    add(entry.value());
  }

  private void add(byte[] bytes) {
    sha256.update(length.putInt(0, bytes.length).array());
    sha256.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
