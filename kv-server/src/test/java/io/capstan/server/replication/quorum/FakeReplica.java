package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A node's replicas on rows in memory, which can be out of reach, or take what is sent and not
 * answer. Safe for use by several threads.
 */
public final class FakeReplica implements Replica, AutoCloseable {
  public final RowStore store = new MemoryRowStore();
  private final ReplicaWriter writer =
      ReplicaWriter.start(store, Ticker.system(), incarnation -> false, Runnable::run, 1 << 20);
  private final LocalReplica real =
      new LocalReplica(
          writer, new SliceRows(store), incarnation -> Duration.ZERO, Runnable::run, Runnable::run);
  private final List<CompletableFuture<?>> held = new ArrayList<>();
  private volatile boolean reachable = true;
  private volatile boolean mute;
  private volatile boolean failing;

  /** Seen from outside as one that cannot be reached; what it has it keeps. */
  public FakeReplica outOfReach(boolean out) {
    reachable = !out;
    return this;
  }

  /** It does what it is asked and says nothing. */
  public FakeReplica mute(boolean silent) {
    mute = silent;
    return this;
  }

  /** It refuses everything, having seemed to be there. */
  public FakeReplica failing(boolean fails) {
    failing = fails;
    return this;
  }

  /** Gives it a row, and returns when it has it. */
  public FakeReplica with(ReplicaKey key, Row row) {
    real.store(key, row).toCompletableFuture().join();
    return this;
  }

  public ReplicaWriter writer() {
    return writer;
  }

  @Override
  public boolean isReachable() {
    return reachable;
  }

  @Override
  public CompletionStage<Stored> store(ReplicaKey key, Row row) {
    return answer(() -> real.store(key, row));
  }

  @Override
  public CompletionStage<Optional<Row>> read(ReplicaKey key) {
    return answer(() -> real.read(key));
  }

  @Override
  public CompletionStage<RowPage> page(PageRequest request) {
    return answer(() -> real.page(request));
  }

  @Override
  public CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice) {
    return answer(() -> real.sum(keyspaceIncarnation, slice));
  }

  /** The row it holds, whatever it says to others. */
  public Optional<Row> held(ReplicaKey key) {
    return new SliceRows(store).get(key);
  }

  private <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> work) {
    if (!reachable || failing) {
      return CompletableFuture.failedFuture(
          CapstanException.of(Failure.UNAVAILABLE, "a fake that does not answer"));
    }
    CompletionStage<T> done = work.get();
    if (!mute) {
      return done;
    }
    CompletableFuture<T> never = new CompletableFuture<>();
    synchronized (held) {
      held.add(never);
    }
    return never;
  }

  @Override
  public void close() {
    writer.close();
    store.close();
  }
}
