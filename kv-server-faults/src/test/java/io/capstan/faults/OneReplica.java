package io.capstan.faults;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.Substitutes;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.replication.raft.ShardRows;
import io.capstan.server.replication.raft.Written;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import io.capstan.v1.Level;
import io.capstan.v1.Shard;
import io.capstan.version.LogVersion;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A replica of a STRONG shard over a fake log, as it is and with a broken mode in its place. */
final class OneReplica {
  static final int KEYSPACE = 1;
  private static final long DEADLINE = Long.MAX_VALUE;

  final FakeLog log = new FakeLog();
  private final RowStore store = new MemoryRowStore();
  final ShardReplica honest =
      new ShardReplica(
          Shard.getDefaultInstance(),
          log,
          new ShardRows(store, new ShardKeys(0), incarnation -> false));
  final ShardReplica broken;

  OneReplica(Substitutes mode) {
    broken = mode.strongReplica(honest);
  }

  /** What the log has applied so far. */
  void row(String key, String value) {
    byte[] diskKey = new ShardKeys(0).row(KEYSPACE, bytes(key)).toBytes();
    Row row = Row.of(new LogVersion(FakeLog.APPLIED, 0), bytes(value));
    store.write(new RowStore.Batch().put(diskKey, RowCodec.encode(diskKey, row)));
  }

  static Command command(Write.Builder write) {
    return Command.newBuilder()
        .setKeyspaceIncarnation(KEYSPACE)
        .setSession(7)
        .setSequence(3)
        .setFirstIncomplete(2)
        .setWrite(write)
        .build();
  }

  static Command put(String key, String value) {
    return command(Write.newBuilder().setKey(bytes(key)).setPut(bytes(value)));
  }

  static CompletionStage<Written> write(ShardReplica replica, Command command) {
    return replica.log().write(command, DEADLINE);
  }

  /** Lets the log answer its first write. */
  void answer(WriteOutcome outcome) {
    log.answers.get(0).complete(new Written(outcome, new LogPosition(1, FakeLog.APPLIED + 1)));
  }

  /** The value of a key; null: there is none. */
  static @Nullable String value(ShardReplica replica, String key) {
    Row row = replica.rows().get(KEYSPACE, bytes(key));
    return row == null ? null : row.payload().toStringUtf8();
  }

  /** Why a read at a level may not be served; null: it may. */
  static @Nullable Failure refusal(ShardReplica replica, Level level, long floor) {
    return replica
        .log()
        .readPoint(level, floor, 0, DEADLINE)
        .handle((point, failure) -> failure == null ? null : CapstanException.from(failure))
        .thenApply(refusal -> refusal == null ? null : refusal.failure())
        .toCompletableFuture()
        .join();
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
