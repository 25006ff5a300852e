package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.log.v1.AppliedRecord;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The reader of one shard's rows on this node, for every level: how fresh the rows must be is the
 * caller's to see to, before it asks.
 *
 * <p>The rows of a keyspace that this replica has dropped are refused with KEYSPACE_GONE, and never
 * taken for absent (protocols.md R8). Rows that have expired by the shard time of the very entry
 * that they are read at are taken for absent, also while they are on disk (R9).
 *
 * <p>Thread safety: safe for use by several threads, while {@link ShardApplier} writes.
 */
public final class ShardRows implements RowReader {
  private static final int SCAN_STEP_ROWS_MAX = 1000;
  private static final int SCAN_EXPIRED_MAX = 10_000;

  private final RowStore store;
  private final ShardKeys keys;
  private final IntPredicate dropped;

  /**
   * Makes the reader.
   *
   * @param dropped whether a keyspace's incarnation was dropped; true before its rows go
   */
  public ShardRows(RowStore store, ShardKeys keys, IntPredicate dropped) {
    this.store = store;
    this.keys = keys;
    this.dropped = dropped;
  }

  @Override
  public @Nullable Row get(int keyspaceIncarnation, ByteString key) {
    byte[] diskKey = keys.row(keyspaceIncarnation, key).toBytes();
    byte[] value = store.get(diskKey);
    requireKept(keyspaceIncarnation);
    Row row = value == null ? null : RowCodec.decode(diskKey, value);
    return row == null || row.expiryMillis() == 0
        ? row
        : getAll(keyspaceIncarnation, List.of(key)).rows().get(0).orElse(null);
  }

  @Override
  public At<List<Optional<Row>>> getAll(int keyspaceIncarnation, List<ByteString> userKeys) {
    try (RowStore.View view = store.snapshot()) {
      AppliedRecord applied = applied(view);
      List<Optional<Row>> rows = new ArrayList<>(userKeys.size());
      long bytes = 0;
      for (ByteString key : userKeys) {
        byte[] diskKey = keys.row(keyspaceIncarnation, key).toBytes();
        byte[] value = view.get(diskKey);
        bytes += value == null ? 0 : value.length;
        Limits.checkBatchAnswer(bytes);
        rows.add(
            Optional.ofNullable(value)
                .map(row -> RowCodec.decode(diskKey, row))
                .filter(row -> row.isLiveAt(applied.getShardTimeMillis())));
      }
      requireKept(keyspaceIncarnation);
      return new At<>(List.copyOf(rows), position(applied));
    }
  }

  @Override
  public At<Page> scan(ScanRange range, ScanLimit limit) {
    try (RowStore.View view = store.snapshot()) {
      AppliedRecord applied = applied(view);
      Page page = scan(view, range, limit, applied.getShardTimeMillis());
      requireKept(range.keyspaceIncarnation());
      return new At<>(page, position(applied));
    }
  }

  /** To be asked after the rows were read: a drop may take them away at any time before. */
  private void requireKept(int keyspaceIncarnation) {
    if (dropped.test(keyspaceIncarnation)) {
      throw CapstanException.of(
          Failure.KEYSPACE_GONE,
          "keyspace incarnation "
              + Integer.toUnsignedString(keyspaceIncarnation)
              + " was dropped; what you knew of it is gone");
    }
  }

  private Page scan(RowStore.View view, ScanRange range, ScanLimit limit, long shardTimeMillis) {
    byte[] from = firstKey(range);
    byte[] end = endKey(range);
    List<KeyedRow> rows = new ArrayList<>();
    long bytes = 0;
    int expired = 0;
    List<Entry> step = view.scan(from, end, stepLimit(limit));
    while (!step.isEmpty()) {
      for (Entry entry : step) {
        if (rows.size() == limit.rows() || bytes >= limit.bytes() || expired == SCAN_EXPIRED_MAX) {
          return new Page(rows, userKey(entry));
        }
        KeyedRow row = row(entry, limit.keysOnly());
        if (row.row().isLiveAt(shardTimeMillis)) {
          rows.add(row);
          bytes += row.key().size() + row.row().payload().size();
        } else {
          expired++;
        }
      }
      from = RowKey.successor(step.get(step.size() - 1).key());
      step = view.scan(from, end, stepLimit(limit));
    }
    return new Page(rows, null);
  }

  /** One row more than the page, if it may be, so that most pages take one step. */
  private static PageLimit stepLimit(ScanLimit limit) {
    return new PageLimit(Math.min(limit.rows(), SCAN_STEP_ROWS_MAX) + 1, limit.bytes());
  }

  private byte[] firstKey(ScanRange range) {
    ByteString first = range.prefix();
    if (ByteString.unsignedLexicographicalComparator().compare(range.start(), first) > 0) {
      first = range.start();
    }
    return keys.row(range.keyspaceIncarnation(), first).toBytes();
  }

  private byte[] endKey(ScanRange range) {
    byte[] behindPrefix =
        keys.row(range.keyspaceIncarnation(), range.prefix()).toBytesBehindPrefix();
    if (range.end().isEmpty()) {
      return behindPrefix;
    }
    byte[] end = keys.row(range.keyspaceIncarnation(), range.end()).toBytes();
    return Arrays.compareUnsigned(end, behindPrefix) < 0 ? end : behindPrefix;
  }

  private static KeyedRow row(Entry entry, boolean keyOnly) {
    Row row = RowCodec.decode(entry.key(), entry.value());
    Row wanted =
        keyOnly ? new Row(row.flags(), row.expiryMillis(), row.version(), ByteString.EMPTY) : row;
    return new KeyedRow(userKey(entry), wanted);
  }

  private static ByteString userKey(Entry entry) {
    return RowKey.parse(entry.key()).rest();
  }

  /** The empty record: nothing is applied. */
  private AppliedRecord applied(RowStore.View view) {
    return AppliedRecords.read(view, keys).orElseGet(AppliedRecord::getDefaultInstance);
  }

  private static LogPosition position(AppliedRecord applied) {
    return applied.equals(AppliedRecord.getDefaultInstance())
        ? LogPosition.NOTHING
        : AppliedRecords.position(applied);
  }
}
