package io.capstan.server.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose disk fails on demand, and which remembers what was written and which views are
 * open.
 */
public final class FaultyRowStore implements RowStore {
  private final RowStore store;
  private final List<Batch> written = new ArrayList<>();
  private final Set<View> openViews = ConcurrentHashMap.newKeySet();
  private int writesUntilFailure = Integer.MAX_VALUE;
  private volatile boolean flushFails;

  public FaultyRowStore(RowStore store) {
    this.store = store;
  }

  /**
   * Fails one write, and leaves nothing of it.
   *
   * @param nth 1: the next write
   */
  public void failWrite(int nth) {
    writesUntilFailure = nth;
  }

  /** From now on, or no longer, nothing written gets to the disk. */
  public void failFlushes(boolean fail) {
    flushFails = fail;
  }

  /** Every batch that reached the store. */
  public List<Batch> written() {
    return List.copyOf(written);
  }

  /** Views that nobody has closed yet. */
  public int openViews() {
    return openViews.size();
  }

  @Override
  public void write(Batch batch) {
    writesUntilFailure--;
    if (writesUntilFailure == 0) {
      throw new StoreException("planted", new IOException("No space left on device"));
    }
    store.write(batch);
    written.add(batch);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(key);
  }

  @Override
  public View snapshot() {
    View counted = new CountedView(store.snapshot());
    openViews.add(counted);
    return counted;
  }

  @Override
  public void flush() {
    if (flushFails) {
      throw new StoreException("planted", new IOException("Input/output error"));
    }
    store.flush();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class CountedView implements View {
    private final View view;

    CountedView(View view) {
      this.view = view;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return view.get(key);
    }

    @Override
    public List<Entry> scan(byte[] from, byte[] to, PageLimit limit) {
      return view.scan(from, to, limit);
    }

    @Override
    public void close() {
      openViews.remove(this);
      view.close();
    }
  }
}
