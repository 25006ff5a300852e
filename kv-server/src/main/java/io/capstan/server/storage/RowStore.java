package io.capstan.server.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map from bytes to bytes; keys are ordered as unsigned bytes.
 *
 * <p>A batch becomes visible, and survives a crash, as a whole or not at all, and only with every
 * batch before it. What was not flushed may be lost in a crash; what is left is the state right
 * after some batch.
 *
 * <p>Every method throws {@link StoreException} when the disk fails, {@link StoreCorruptException}
 * when it holds something else than was written, {@link IllegalStateException} after {@link
 * #close}. Thread safety: safe for use by several threads.
 */
public interface RowStore extends AutoCloseable {
  /** Null: the key is absent. */
  byte @Nullable [] get(byte[] key);

  void write(Batch batch);

  /** The map as it is now, whatever is written later. The caller closes it. */
  View snapshot();

  /** Makes everything written so far survive a crash. */
  void flush();

  /** Flushes and lets go of the files; views end too. A second call does nothing. */
  @Override
  void close();

  /** The map as it was at one moment. Thread safety: safe for use by several threads. */
  interface View extends AutoCloseable {
    /** Null: the key is absent. */
    byte @Nullable [] get(byte[] key);

    /**
     * The first entries of a range, in key order; none when the range ends before it begins.
     *
     * @param from first key wanted
     * @param to first key no longer wanted
     * @param limit where to end early
     */
    List<Entry> scan(byte[] from, byte[] to, PageLimit limit);

    /** A second call does nothing. */
    @Override
    void close();
  }

  /** A key and what it maps to; whoever gets one owns the arrays. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Entry(byte[] key, byte[] value) {
    long bytes() {
      return (long) key.length + value.length;
    }
  }

  /**
   * Where a page ends: before the row that would be one too many, and after the first one that
   * brings the keys and values to the given number of bytes, so that every page has a row.
   */
  record PageLimit(int rows, long bytes) {
    public PageLimit {
      if (rows < 1 || bytes < 1) {
        throw new IllegalArgumentException("a page of " + rows + " rows, " + bytes + " bytes");
      }
    }

    /** One row. */
    public static final PageLimit FIRST = new PageLimit(1, 1);
  }

  /** Changes that belong together, in order: of two on one key the later one holds. */
  final class Batch {
    private final List<Change> changes = new ArrayList<>();

    public Batch put(byte[] key, byte[] value) {
      changes.add(new Change.Put(key, value));
      return this;
    }

    public Batch delete(byte[] key) {
      changes.add(new Change.Delete(key));
      return this;
    }

    /** Removes the keys from {@code from}, included, to {@code to}, excluded. */
    public Batch deleteRange(byte[] from, byte[] to) {
      changes.add(new Change.DeleteRange(from, to));
      return this;
    }

    public List<Change> changes() {
      return Collections.unmodifiableList(changes);
    }
  }

  /** One change in a batch. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  sealed interface Change {
    record Put(byte[] key, byte[] value) implements Change {}

    record Delete(byte[] key) implements Change {}

    record DeleteRange(byte[] from, byte[] to) implements Change {}
  }
}
