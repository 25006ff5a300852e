package io.capstan.server.replication.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowKey.Kind;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.PageLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows kept for nodes that could not take them (DeCandia et al., <em>Dynamo</em>, section 4.6),
 * beside the node's own rows and by the same writer. Of two rows of a key the later one is kept.
 *
 * <p>There is a bound for each node; beyond it a hint is not kept, which is counted, and the
 * comparison of slices has to find the row ({@link SliceComparison}).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class HintStore implements HintKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(HintStore.class);
  private static final Duration SYNC_WITHIN = Duration.ofMillis(100);
  private static final int STEP_ROWS = 1000;
  private static final long PAGE_BYTES = 1 << 20;

  private final RowStore store;
  private final ReplicaWriter writer;
  private final long rowsMax;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  /** A row that a node has yet to take. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Hint(byte[] diskKey, ReplicaKey key, Row row) {}

  /**
   * Counts what the store holds.
   *
   * @param rowsMax for each node
   */
  public HintStore(RowStore store, ReplicaWriter writer, long rowsMax) {
    this.store = store;
    this.writer = writer;
    this.rowsMax = rowsMax;
    countAll();
  }

  @Override
  public void keep(String node, ReplicaKey key, Row row) {
    AtomicLong count = counts.computeIfAbsent(node, unused -> new AtomicLong());
    if (count.get() >= rowsMax) {
      dropped.incrementAndGet();
      return;
    }
    var unused =
        writer
            .store(diskKey(node, key), row, SYNC_WITHIN)
            .whenComplete(
                (stored, failure) -> {
                  if (failure != null) {
                    dropped.incrementAndGet();
                    LOG.debug("a hint for {} could not be kept", node, failure);
                  } else if (!stored.hadRow()) {
                    count.incrementAndGet();
                  }
                });
  }

  /** Forgets a hint, unless a later row of the key was kept meanwhile. */
  CompletionStage<Void> delivered(String node, Hint hint) {
    return writer
        .remove(hint.diskKey(), hint.row().version(), SYNC_WITHIN)
        .thenAccept(
            removed -> {
              AtomicLong count = counts.get(node);
              if (removed.hadRow() && count != null) {
                count.decrementAndGet();
              }
            });
  }

  /** Some of the hints for a node, in key order. */
  List<Hint> some(String node, int most) {
    RowKey prefix = prefix(node);
    List<Hint> hints = new ArrayList<>();
    try (RowStore.View view = store.snapshot()) {
      PageLimit limit = new PageLimit(most, PAGE_BYTES);
      for (var entry : view.scan(prefix.toBytes(), prefix.toBytesBehindPrefix(), limit)) {
        hints.add(hint(prefix, entry));
      }
    }
    return hints;
  }

  private static Hint hint(RowKey prefix, RowStore.Entry entry) {
    ByteString rest = RowKey.parse(entry.key()).rest();
    RowKey row = RowKey.parse(rest.substring(prefix.rest().size()).toByteArray());
    return new Hint(
        entry.key(),
        new ReplicaKey(row.keyspaceIncarnation(), row.shard(), row.rest()),
        RowCodec.decode(entry.key(), entry.value()));
  }

  /** How many rows are kept, by node; nodes with none are left out. */
  public Map<String, Long> pending() {
    Map<String, Long> pending = new TreeMap<>();
    counts.forEach(
        (node, count) -> {
          if (count.get() > 0) {
            pending.put(node, count.get());
          }
        });
    return pending;
  }

  long pending(String node) {
    AtomicLong count = counts.get(node);
    return count == null ? 0 : count.get();
  }

  /** Hints kept now, for all nodes. */
  public long total() {
    return counts.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** Hints that were not kept, since this node started. */
  public long dropped() {
    return dropped.get();
  }

  private void countAll() {
    RowKey all = new RowKey(Kind.HINT, 0, 0, ByteString.EMPTY);
    byte[] from = all.toBytes();
    try (RowStore.View view = store.snapshot()) {
      byte[] to = all.toBytesBehindPrefix();
      List<RowStore.Entry> step = view.scan(from, to, new PageLimit(STEP_ROWS, PAGE_BYTES));
      while (!step.isEmpty()) {
        for (RowStore.Entry entry : step) {
          counts.computeIfAbsent(node(entry.key()), node -> new AtomicLong()).incrementAndGet();
        }
        from = RowKey.successor(step.get(step.size() - 1).key());
        step = view.scan(from, to, new PageLimit(STEP_ROWS, PAGE_BYTES));
      }
    }
  }

  private static String node(byte[] diskKey) {
    ByteString rest = RowKey.parse(diskKey).rest();
    return rest.substring(1, 1 + Byte.toUnsignedInt(rest.byteAt(0))).toStringUtf8();
  }

  private static RowKey prefix(String node) {
    byte[] id = node.getBytes(UTF_8);
    ByteString named =
        ByteString.copyFrom(new byte[] {(byte) id.length}).concat(ByteString.copyFrom(id));
    return new RowKey(Kind.HINT, 0, 0, named);
  }

  private static byte[] diskKey(String node, ReplicaKey key) {
    RowKey prefix = prefix(node);
    ByteString row = ByteString.copyFrom(key.toBytes());
    return new RowKey(Kind.HINT, 0, 0, prefix.rest().concat(row)).toBytes();
  }
}
