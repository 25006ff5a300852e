package io.capstan.server.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RowStore} in a sorted map, for tests and simulation: no disk, no native code, and a
 * crash on demand.
 *
 * <p>Snapshots share the map until the next write, which then copies it. Thread safety: safe for
 * use by several threads; one lock, held for the map alone.
 */
public final class MemoryRowStore implements RowStore {
  private NavigableMap<byte[], byte[]> rows;
  private NavigableMap<byte[], byte[]> flushed;
  // Whether a view, or the flushed state, is the very same map.
  private boolean shared = true;
  private boolean closed;

  public MemoryRowStore() {
    this(new TreeMap<>(Arrays::compareUnsigned));
  }

  private MemoryRowStore(NavigableMap<byte[], byte[]> flushed) {
    this.rows = flushed;
    this.flushed = flushed;
  }

  /** The store that is found after a crash at this moment: what was flushed, and no more. */
  public synchronized MemoryRowStore afterCrash() {
    return new MemoryRowStore(flushed);
  }

  @Override
  public synchronized byte @Nullable [] get(byte[] key) {
    requireOpen();
    return get(rows, key);
  }

  @Override
  public synchronized void write(Batch batch) {
    requireOpen();
    if (shared) {
      rows = new TreeMap<>(rows);
      shared = false;
    }
    batch.changes().forEach(this::apply);
  }

  @Override
  public synchronized View snapshot() {
    requireOpen();
    shared = true;
    return new MemoryView(rows);
  }

  @Override
  public synchronized void flush() {
    requireOpen();
    shared = true;
    flushed = rows;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      flush();
      closed = true;
    }
  }

  private void apply(Change change) {
    if (change instanceof Change.Put put) {
      rows.put(put.key().clone(), put.value().clone());
    } else if (change instanceof Change.Delete delete) {
      rows.remove(delete.key());
    } else if (change instanceof Change.DeleteRange range) {
      rows.subMap(range.from(), range.to()).clear();
    } else {
      throw new AssertionError(change);
    }
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  private static byte @Nullable [] get(Map<byte[], byte[]> rows, byte[] key) {
    byte[] value = rows.get(key);
    return value == null ? null : value.clone();
  }

  private final class MemoryView implements View {
    private final NavigableMap<byte[], byte[]> rows;
    private volatile boolean ended;

    MemoryView(NavigableMap<byte[], byte[]> rows) {
      this.rows = rows;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      requireUsable();
      return MemoryRowStore.get(rows, key);
    }

    @Override
    public List<Entry> scan(byte[] from, byte[] to, PageLimit limit) {
      requireUsable();
      List<Entry> page = new ArrayList<>();
      if (Arrays.compareUnsigned(from, to) >= 0) {
        return page;
      }
      long bytes = 0;
      for (Map.Entry<byte[], byte[]> row : rows.subMap(from, to).entrySet()) {
        if (page.size() == limit.rows() || bytes >= limit.bytes()) {
          break;
        }
        Entry entry = new Entry(row.getKey().clone(), row.getValue().clone());
        page.add(entry);
        bytes += entry.bytes();
      }
      return page;
    }

    @Override
    public void close() {
      ended = true;
    }

    private void requireUsable() {
      requireOpen();
      if (ended) {
        throw new IllegalStateException("the view is closed");
      }
    }
  }
}
