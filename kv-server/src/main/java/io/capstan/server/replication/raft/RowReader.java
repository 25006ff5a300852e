package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One shard's rows on this node as its users see them: {@link ShardRows}. How fresh the rows must
 * be is the caller's to see to, before it asks.
 *
 * <p>Every method fails with KEYSPACE_GONE for a keyspace that this replica has dropped.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface RowReader {
  /**
   * What was read, and when.
   *
   * @param position the entry right after which the rows were so; a session that has seen them must
   *     not see anything older. Entries that change no rows may be missing from it
   */
  record At<T>(T rows, LogPosition position) {}

  /**
   * One page of a scan. It may be short, or empty, before many rows that have expired.
   *
   * @param next where the next page starts; null: this was the last one
   */
  record Page(List<KeyedRow> rows, @Nullable ByteString next) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** A row under the user's key. */
  record KeyedRow(ByteString key, Row row) {}

  /**
   * The keys of one shard of a keyspace that a scan is for.
   *
   * @param prefix only keys that begin with it; empty: all
   * @param start first key wanted; empty: from the beginning
   * @param end first key no longer wanted; empty: to the end
   */
  record ScanRange(int keyspaceIncarnation, ByteString prefix, ByteString start, ByteString end) {}

  /** A page's bounds; with {@code keysOnly} its rows have empty payloads, which count 0 bytes. */
  record ScanLimit(int rows, long bytes, boolean keysOnly) {
    public ScanLimit {
      if (rows < 1 || bytes < 1) {
        throw new IllegalArgumentException("a page of " + rows + " rows, " + bytes + " bytes");
      }
    }
  }

  /**
   * The newest row of a key, null for none, with one look-up and no position: a caller that takes
   * {@link ShardApplier#position} for it may have read a later entry's row. For a session's floor
   * use {@link #getAll}. A row that expires takes more look-ups.
   */
  @Nullable Row get(int keyspaceIncarnation, ByteString key);

  /**
   * The rows of some keys at one moment, in the order of the keys.
   *
   * @throws io.capstan.error.CapstanException LIMIT_EXCEEDED when they are more bytes than one
   *     answer carries
   */
  At<List<Optional<Row>>> getAll(int keyspaceIncarnation, List<ByteString> userKeys);

  /** One page of a range at one moment, in key order. */
  At<Page> scan(ScanRange range, ScanLimit limit);
}
