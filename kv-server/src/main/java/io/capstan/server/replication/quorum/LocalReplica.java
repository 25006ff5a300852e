package io.capstan.server.replication.quorum;

import io.capstan.server.core.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/**
 * This node's own replicas.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class LocalReplica implements Replica {
  private final ReplicaWriter writer;
  private final SliceRows rows;
  private final IntFunction<Duration> syncWithin;
  private final Executor readers;

  /**
   * Makes the replicas of one node.
   *
   * @param syncWithin a keyspace's time in which a row must be on the disk; zero: before the answer
   * @param readers for what reads many rows
   */
  public LocalReplica(
      ReplicaWriter writer, SliceRows rows, IntFunction<Duration> syncWithin, Executor readers) {
    this.writer = writer;
    this.rows = rows;
    this.syncWithin = syncWithin;
    this.readers = readers;
  }

  @Override
  public boolean isReachable() {
    return writer.failure().isEmpty();
  }

  @Override
  public CompletionStage<Stored> store(ReplicaKey key, Row row) {
    return writer.store(key.toBytes(), row, syncWithin.apply(key.keyspaceIncarnation()));
  }

  /** Reads on the calling thread. */
  @Override
  public CompletionStage<Optional<Row>> read(ReplicaKey key) {
    try {
      return CompletableFuture.completedFuture(rows.get(key));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<RowPage> page(PageRequest request) {
    return CompletableFuture.supplyAsync(() -> rows.page(request), readers);
  }

  @Override
  public CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice) {
    return CompletableFuture.supplyAsync(() -> rows.sum(keyspaceIncarnation, slice), readers);
  }
}
