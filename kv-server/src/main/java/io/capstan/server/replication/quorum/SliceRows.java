package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import io.capstan.server.storage.ShardKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The reader of this node's rows in EVENTUAL keyspaces, deleted and expired ones too.
 *
 * <p>Thread safety: safe for use by several threads, while {@link ReplicaWriter} writes. Every
 * method may read from disk.
 */
public final class SliceRows {
  private static final int STEP_ROWS = 256;
  private static final long STEP_BYTES = 256 << 10;

  private final RowStore store;

  public SliceRows(RowStore store) {
    this.store = store;
  }

  Optional<Row> get(ReplicaKey key) {
    byte[] diskKey = key.toBytes();
    return Optional.ofNullable(store.get(diskKey)).map(value -> RowCodec.decode(diskKey, value));
  }

  /** A page of the rows of some slices at one moment, in key order across all of them. */
  RowPage page(PageRequest request) {
    try (RowStore.View view = store.snapshot()) {
      PriorityQueue<Cursor> cursors =
          new PriorityQueue<>(
              Comparator.comparing(Cursor::key, ByteString.unsignedLexicographicalComparator()));
      for (int slice : request.slices()) {
        Cursor cursor = new Cursor(view, request, slice);
        if (cursor.advance()) {
          cursors.add(cursor);
        }
      }
      return merge(cursors, request);
    }
  }

  private static RowPage merge(PriorityQueue<Cursor> cursors, PageRequest request) {
    List<RowPage.Entry> rows = new ArrayList<>();
    long bytes = 0;
    for (Cursor first = cursors.poll(); first != null; first = cursors.poll()) {
      if (rows.size() == request.rows() || bytes >= request.bytes()) {
        return new RowPage(rows, first.key());
      }
      RowPage.Entry row = first.row(request.versionsOnly());
      rows.add(row);
      bytes += row.bytes();
      if (first.advance()) {
        cursors.add(first);
      }
    }
    return new RowPage(rows, null);
  }

  /** The sum over one slice of a keyspace, as it is now. */
  public SliceSum sum(int keyspaceIncarnation, int slice) {
    MessageDigest sha256 = sha256();
    SliceSum sum = SliceSum.EMPTY;
    RowKey prefix = new ShardKeys(slice).row(keyspaceIncarnation, ByteString.EMPTY);
    try (RowStore.View view = store.snapshot()) {
      byte[] to = prefix.toBytesBehindPrefix();
      List<Entry> step = view.scan(prefix.toBytes(), to, limit(STEP_ROWS));
      while (!step.isEmpty()) {
        for (Entry entry : step) {
          sum = sum.plus(entry.key(), entry.value(), sha256);
        }
        step = view.scan(RowKey.successor(last(step)), to, limit(STEP_ROWS));
      }
    }
    return sum;
  }

  private static byte[] last(List<Entry> step) {
    return step.get(step.size() - 1).key();
  }

  private static PageLimit limit(int rows) {
    return new PageLimit(rows, STEP_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** A place in the rows of one slice, which are read a few at a time. */
  private static final class Cursor {
    private final RowStore.View view;
    private final byte[] to;
    private final int stepRows;
    private final ArrayDeque<Entry> read = new ArrayDeque<>();
    private byte[] from;
    private boolean more = true;
    private @Nullable Entry at;

    Cursor(RowStore.View view, PageRequest request, int slice) {
      this.view = view;
      ShardKeys keys = new ShardKeys(slice);
      int incarnation = request.keyspaceIncarnation();
      this.from = keys.row(incarnation, first(request)).toBytes();
      byte[] behindPrefix = keys.row(incarnation, request.prefix()).toBytesBehindPrefix();
      byte[] end = keys.row(incarnation, request.end()).toBytes();
      boolean whole = request.end().isEmpty() || Arrays.compareUnsigned(end, behindPrefix) > 0;
      this.to = whole ? behindPrefix : end;
      this.stepRows = Math.min(STEP_ROWS, request.rows() / request.slices().size() + 2);
    }

    private static ByteString first(PageRequest request) {
      boolean behind =
          ByteString.unsignedLexicographicalComparator().compare(request.start(), request.prefix())
              > 0;
      return behind ? request.start() : request.prefix();
    }

    /** Goes to the next row; false: there is none. */
    boolean advance() {
      if (read.isEmpty() && more) {
        List<Entry> step = view.scan(from, to, limit(stepRows));
        read.addAll(step);
        more = !step.isEmpty();
        from = more ? RowKey.successor(last(step)) : from;
      }
      at = read.poll();
      return at != null;
    }

    ByteString key() {
      return RowKey.parse(entry().key()).rest();
    }

    RowPage.Entry row(boolean versionOnly) {
      Row row = RowCodec.decode(entry().key(), entry().value());
      return new RowPage.Entry(
          key(),
          versionOnly
              ? new Row(row.flags(), row.expiryMillis(), row.version(), ByteString.EMPTY)
              : row);
    }

    private Entry entry() {
      if (at == null) {
        throw new IllegalStateException("the cursor is at no row");
      }
      return at;
    }
  }
}
