package io.capstan.server.storage;

import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A {@link RowStore.View} on a RocksDB snapshot.
 *
 * <p>Its native memory is freed by {@link RocksRowStore} alone, once. Thread safety: safe for use
 * by several threads; after the store's lock each call takes the view's own, so that no thread
 * frees what another one reads.
 */
final class RocksView implements RowStore.View {
  private final RocksRowStore store;
  private final RocksDB db;
  private final Snapshot snapshot;
  private final ReadOptions readOptions;
  private boolean freed;

  /** The caller sees to it that the database stays open meanwhile. */
  RocksView(RocksRowStore store, RocksDB db) {
    this.store = store;
    this.db = db;
    this.snapshot = db.getSnapshot();
    this.readOptions = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.whileOpen(() -> getUnlessFreed(key)).orElse(null);
  }

  @Override
  public List<Entry> scan(byte[] from, byte[] to, PageLimit limit) {
    return store.whileOpen(() -> scanUnlessFreed(from, to, limit));
  }

  @Override
  public void close() {
    store.end(this);
  }

  synchronized void free() {
    freed = true;
    readOptions.close();
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }

  private synchronized Optional<byte[]> getUnlessFreed(byte[] key) throws RocksDBException {
    requireUsable();
    return Optional.ofNullable(db.get(readOptions, key));
  }

  private synchronized List<Entry> scanUnlessFreed(byte[] from, byte[] to, PageLimit limit)
      throws RocksDBException {
    requireUsable();
    try (Slice end = new Slice(to);
        ReadOptions range = new ReadOptions().setSnapshot(snapshot).setIterateUpperBound(end);
        RocksIterator rows = db.newIterator(range)) {
      return page(rows, from, limit);
    }
  }

  private void requireUsable() {
    if (freed) {
      throw new IllegalStateException("the view is closed");
    }
  }

  private static List<Entry> page(RocksIterator rows, byte[] from, PageLimit limit)
      throws RocksDBException {
    List<Entry> page = new ArrayList<>();
    long bytes = 0;
    for (rows.seek(from); rows.isValid(); rows.next()) {
      if (page.size() == limit.rows() || bytes >= limit.bytes()) {
        break;
      }
      Entry entry = new Entry(rows.key(), rows.value());
      page.add(entry);
      bytes += entry.bytes();
    }
    // An iterator also ends at a block that it cannot read.
    rows.status();
    return page;
  }
}
