package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.Commands;
import io.capstan.server.core.EntryCodec;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One replica of a shard on a store, with verbs; it hashes on the calling thread. */
final class Replica {
  static final long TERM = 1;
  static final ShardKeys KEYS = new ShardKeys(3);
  static final int KEYSPACE = 5;

  final DigestMarks marks;
  final ShardApplier applier;
  final ShardRows rows;
  private final ShardRows kept;

  /** Restores what the store holds. */
  Replica(RowStore store) {
    marks = new DigestMarks(store, KEYS, Runnable::run);
    applier = new ShardApplier(store, KEYS, marks);
    rows = new ShardRows(store, KEYS, applier::hasDropped);
    kept = new ShardRows(store, KEYS, none -> false);
    applier.restore();
  }

  long index() {
    return applier.position().index();
  }

  /** Applies one entry at the next index; the first one is 1. */
  List<WriteOutcome> apply(ShardEntry entry) {
    LogPosition next = new LogPosition(TERM, Math.max(1, index() + 1));
    return applier.apply(next, EntryCodec.encode(entry)).outcomes();
  }

  List<WriteOutcome> apply(Command... commands) {
    return apply(Commands.entry(0, commands));
  }

  WriteOutcome one(Command command) {
    return apply(command).get(0);
  }

  long openSession() {
    return one(Commands.openSession()).getNumber();
  }

  @Nullable String get(String key) {
    return get(KEYSPACE, key);
  }

  /** What the store has that has not expired, also of a keyspace that was dropped. */
  @Nullable String get(int keyspace, String key) {
    Row row = kept.get(keyspace, ByteString.copyFromUtf8(key));
    return row == null ? null : row.payload().toStringUtf8();
  }

  /** Marks the log and hashes the replica there. */
  Digest digest() {
    CompletableFuture<Digest> digest = marks.arm(99);
    apply(Commands.mark(99));
    return digest.join();
  }
}
