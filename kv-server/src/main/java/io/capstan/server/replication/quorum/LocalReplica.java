package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.Row;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.StoreCorruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's own replicas.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class LocalReplica implements Replica {
  private static final Logger LOG = LoggerFactory.getLogger(LocalReplica.class);

  private final ReplicaWriter writer;
  private final SliceRows rows;
  private final IntFunction<Duration> syncWithin;
  private final Executor readers;
  private final Executor summers;

  /**
   * Makes the replicas of one node.
   *
   * @param syncWithin a keyspace's time in which a row must be on the disk; zero: before the answer
   * @param readers for what reads many rows
   * @param summers for what reads all rows of a slice, which must not hold up pages
   */
  public LocalReplica(
      ReplicaWriter writer,
      SliceRows rows,
      IntFunction<Duration> syncWithin,
      Executor readers,
      Executor summers) {
    this.writer = writer;
    this.rows = rows;
    this.syncWithin = syncWithin;
    this.readers = readers;
    this.summers = summers;
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
      return CompletableFuture.completedFuture(whole(() -> rows.get(key)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<RowPage> page(PageRequest request) {
    return CompletableFuture.supplyAsync(() -> whole(() -> rows.page(request)), readers);
  }

  @Override
  public CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice) {
    return CompletableFuture.supplyAsync(
        () -> whole(() -> rows.sum(keyspaceIncarnation, slice)), summers);
  }

  /** Damage is found here, and told to whoever asked. */
  private static <T> T whole(Supplier<T> read) {
    try {
      return read.get();
    } catch (CorruptRowException | StoreCorruptException e) {
      LOG.error("A row of an EVENTUAL keyspace cannot be read", e);
      throw CapstanException.of(
          Failure.CORRUPT_ROW, e.getMessage() + "; another replica may have it whole");
    }
  }
}
