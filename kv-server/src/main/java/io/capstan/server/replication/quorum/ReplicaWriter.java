package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins;
import io.capstan.server.core.quorum.LastWriteWins.Merged;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowKey.Kind;
import io.capstan.server.storage.RowStore;
import io.capstan.version.Version;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this node's rows in EVENTUAL keyspaces: one thread takes what has queued up,
 * merges each row with the one that is there, writes all in one batch and brings them to the disk
 * with one sync. That no other thread writes is what makes read, merge and write one step, and what
 * keeps rows of a dropped keyspace from being written behind their removal.
 *
 * <p>A disk that failed once is not trusted again: after a failed write or sync every store is
 * refused until the node is started anew.
 *
 * <p>Thread safety: safe for use by several threads. Callers never block.
 */
public final class ReplicaWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaWriter.class);
  private static final int BATCH_ROWS_MAX = 1024;
  private static final long CLOSE_PATIENCE_MILLIS = 2000;

  /** In the place of a task whose stage has failed already. */
  private static final Stored FAILED = new Stored(LastWriteWins.Fate.SUPERSEDED, false, false);

  private final RowStore store;
  private final Ticker ticker;
  private final IntPredicate isDropped;
  private final Executor replies;
  private final long queuedBytesMax;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  // Guarded by lock.
  private final ArrayDeque<Task> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closed;
  private boolean removalDue;

  // Confined to the writer's thread.
  private @Nullable Long syncDueNanos;
  private volatile @Nullable Throwable failure;

  private ReplicaWriter(
      RowStore store,
      Ticker ticker,
      IntPredicate isDropped,
      Executor replies,
      long queuedBytesMax) {
    this.store = store;
    this.ticker = ticker;
    this.isDropped = isDropped;
    this.replies = replies;
    this.queuedBytesMax = queuedBytesMax;
    this.thread = Threads.daemon("capstan-replica-writer", this::run);
  }

  /**
   * A writer at work.
   *
   * @param isDropped of a keyspace's incarnation, now; once dropped it stays so
   * @param replies completes what callers wait for
   * @param queuedBytesMax of rows that wait to be written, beyond which stores are refused
   */
  public static ReplicaWriter start(
      RowStore store,
      Ticker ticker,
      IntPredicate isDropped,
      Executor replies,
      long queuedBytesMax) {
    ReplicaWriter writer = new ReplicaWriter(store, ticker, isDropped, replies, queuedBytesMax);
    writer.thread.start();
    return writer;
  }

  /** What is to be done with one key. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Task(
      byte[] key,
      @Nullable Row row,
      @Nullable Version removes,
      Duration syncWithin,
      CompletableFuture<Stored> promise) {
    long bytes() {
      return (long) key.length + (row == null ? 0 : row.payload().size());
    }
  }

  /**
   * Stores a row unless a later one is there. The stage fails with KEYSPACE_GONE when its keyspace
   * was dropped before the row is written.
   *
   * @param key on disk
   * @param syncWithin zero: the stage completes once the row is on the disk; otherwise at once, and
   *     the disk follows within this time
   */
  CompletionStage<Stored> store(byte[] key, Row row, Duration syncWithin) {
    return enqueue(new Task(key, row, null, syncWithin, new CompletableFuture<>()));
  }

  /** Removes a row if it still has this version, without waiting for the disk. */
  CompletionStage<Stored> remove(byte[] key, Version version, Duration syncWithin) {
    return enqueue(new Task(key, null, version, syncWithin, new CompletableFuture<>()));
  }

  /** Removes the rows of dropped keyspaces, soon: call it after a keyspace was dropped. */
  public void removeDropped() {
    lock.lock();
    try {
      removalDue = true;
      some.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing can be stored any more; empty: it can. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Writes what has queued up, then stops; what comes later is refused. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      some.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletionStage<Stored> enqueue(Task task) {
    CapstanException refusal = offer(task);
    return refusal == null ? task.promise() : CompletableFuture.failedFuture(refusal);
  }

  private @Nullable CapstanException offer(Task task) {
    lock.lock();
    try {
      if (failure != null) {
        return CapstanException.of(
            Failure.REPLICA_FAILED, "the rows of this node cannot be written: " + failure);
      }
      if (closed) {
        return CapstanException.of(Failure.UNAVAILABLE, "this node stops");
      }
      if (queuedBytes + task.bytes() > queuedBytesMax) {
        return CapstanException.of(
            Failure.OVERLOADED,
            "%d bytes of rows wait for this node's disk; at most %d"
                .formatted(queuedBytes, queuedBytesMax));
      }
      queue.addLast(task);
      queuedBytes += task.bytes();
      some.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<Task> batch = take(); batch != null; batch = take()) {
        carryOut(batch);
      }
      if (syncDueNanos != null) {
        store.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The last rows of this node may not be on its disk", e);
    }
  }

  /**
   * Waits for tasks, a removal or until a sync is due (then there may be no task). Null: closed.
   */
  private @Nullable List<Task> take() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !removalDue && !closed) {
        Long due = syncDueNanos;
        if (due == null) {
          some.await();
        } else if (some.awaitNanos(due - ticker.nanos()) <= 0) {
          break;
        }
      }
      if (queue.isEmpty() && closed) {
        return null;
      }
      List<Task> batch = new ArrayList<>();
      while (!queue.isEmpty() && batch.size() < BATCH_ROWS_MAX) {
        Task task = queue.removeFirst();
        queuedBytes -= task.bytes();
        batch.add(task);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(List<Task> batch) {
    if (failure != null) {
      fail(batch, failure);
      return;
    }
    try {
      if (takeRemoval()) {
        DroppedKeyspaces.remove(store, isDropped);
      }
      List<Stored> done = write(batch);
      sync(batch);
      replies.execute(() -> complete(batch, done));
    } catch (RuntimeException e) {
      LOG.error("Rows cannot be written any more; start this node anew once its disk is well", e);
      failure = e;
      fail(batch, e);
    }
  }

  private boolean takeRemoval() {
    lock.lock();
    try {
      boolean due = removalDue;
      removalDue = false;
      return due;
    } finally {
      lock.unlock();
    }
  }

  private List<Stored> write(List<Task> batch) {
    RowStore.Batch changes = new RowStore.Batch();
    Map<ByteBuffer, Optional<Row>> changed = new HashMap<>();
    List<Stored> done = new ArrayList<>(batch.size());
    for (Task task : batch) {
      try {
        fence(task);
        Optional<Row> present = changed.get(ByteBuffer.wrap(task.key()));
        Row before = present == null ? read(task.key()) : present.orElse(null);
        done.add(change(task, before, changes, changed));
      } catch (CapstanException | CorruptRowException e) {
        // The others are none the worse for it; and nothing is written over what cannot be judged.
        task.promise().completeExceptionally(e);
        done.add(FAILED);
      }
    }
    if (!changes.changes().isEmpty()) {
      store.write(changes);
    }
    return done;
  }

  /** The caller's own look may be older than the drop, and its row have waited here. */
  private void fence(Task task) {
    RowKey key = RowKey.parse(task.key());
    if (key.kind() == Kind.ROW && isDropped.test(key.keyspaceIncarnation())) {
      throw CapstanException.of(
          Failure.KEYSPACE_GONE,
          "keyspace incarnation %d was dropped"
              .formatted(Integer.toUnsignedLong(key.keyspaceIncarnation())));
    }
  }

  private static Stored change(
      Task task,
      @Nullable Row before,
      RowStore.Batch changes,
      Map<ByteBuffer, Optional<Row>> changed) {
    Row row = task.row();
    if (row == null) {
      boolean removed = before != null && before.version().equals(task.removes());
      if (removed) {
        changes.delete(task.key());
        changed.put(ByteBuffer.wrap(task.key()), Optional.empty());
      }
      return new Stored(
          removed ? LastWriteWins.Fate.STORED : LastWriteWins.Fate.SUPERSEDED, removed, false);
    }
    // By the write's own time: this node's clock may be off, and every replica is to say the same.
    long writtenMillis = LastWriteWins.stamp(row).time().millis();
    boolean hadValue = before != null && before.isLiveAt(writtenMillis);
    Merged merged = LastWriteWins.merge(before, row);
    if (!merged.row().equals(before)) {
      changes.put(task.key(), RowCodec.encode(task.key(), merged.row()));
      changed.put(ByteBuffer.wrap(task.key()), Optional.of(merged.row()));
    }
    return new Stored(merged.fate(), before != null, hadValue);
  }

  private @Nullable Row read(byte[] key) {
    byte[] value = store.get(key);
    return value == null ? null : RowCodec.decode(key, value);
  }

  /** One sync for all, when one of them wants it now or the last one is due. */
  private void sync(List<Task> batch) {
    long now = ticker.nanos();
    for (Task task : batch) {
      long due = now + task.syncWithin().toNanos();
      syncDueNanos = syncDueNanos == null ? due : Long.valueOf(Math.min(syncDueNanos, due));
    }
    if (syncDueNanos != null && syncDueNanos - now <= 0) {
      store.flush();
      syncDueNanos = null;
    }
  }

  private static void complete(List<Task> batch, List<Stored> done) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).promise().complete(done.get(i));
    }
  }

  private void fail(List<Task> batch, Throwable cause) {
    CapstanException refusal =
        CapstanException.of(
            Failure.REPLICA_FAILED, "the rows of this node cannot be written: " + cause);
    replies.execute(() -> batch.forEach(task -> task.promise().completeExceptionally(refusal)));
  }
}
