package io.capstan.server.replication.raft;

import com.google.protobuf.CodedOutputStream;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.runtime.Threads;
import io.capstan.server.replication.LogPosition;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit in front of a shard's log: one entry is on its way, and what arrives meanwhile goes
 * into the next one together.
 *
 * <p>An entry is one format byte and a {@link ShardEntry}. A command is refused (definitely did not
 * happen) only while it waits here; once its entry is handed over, anything but the entry's result
 * makes it OUTCOME_UNKNOWN (protocols.md R7).
 *
 * <p>Thread safety: safe for use by several threads. Callers never block; a thread of the batcher's
 * own hands entries over, which can block for a short time.
 */
public final class WriteBatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteBatcher.class);
  private static final byte FORMAT = 1;
  private static final long EXPIRY_INTERVAL_MILLIS = 20;
  private static final long CLOSE_PATIENCE_MILLIS = 2000;

  private final String name;
  private final EntryLog log;
  private final ReplicaRuntime runtime;
  private final BatchQueue queue;
  private final LongAdder entries = new LongAdder();
  private final LongAdder commands = new LongAdder();

  private final CompletableFuture<Object> closing = new CompletableFuture<>();
  private final Thread thread;
  private final Future<?> expiry;
  // Those whose entry is on its way.
  private volatile List<Pending> inFlight = List.of();

  /** Starts the batcher of a replica, which need not lead. */
  WriteBatcher(String name, EntryLog log, ShardSettings settings, ReplicaRuntime runtime) {
    this.name = name;
    this.log = log;
    this.runtime = runtime;
    this.queue = new BatchQueue(settings);
    this.thread = Threads.daemon("batcher-" + name, this::run);
    this.expiry =
        runtime
            .timers()
            .scheduleWithFixedDelay(
                this::expire,
                EXPIRY_INTERVAL_MILLIS,
                EXPIRY_INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** A batcher at work. */
  public static WriteBatcher start(
      String name, EntryLog log, ShardSettings settings, ReplicaRuntime runtime) {
    WriteBatcher batcher = new WriteBatcher(name, log, settings, runtime);
    batcher.thread.start();
    return batcher;
  }

  /** Writes one command; what it led to comes with the position of its entry. */
  public CompletionStage<Written> write(Command command, long deadlineNanos) {
    Pending.Write write = new Pending.Write(command, deadlineNanos);
    enqueue(write);
    return write.promise();
  }

  /**
   * Lets a read ride in the next entry (protocols.md R2).
   *
   * @return where that entry stands, once it is applied here: this replica led after the call.
   *     Fails definitely always, because a read leaves no trace
   */
  public CompletionStage<LogPosition> barrier(long deadlineNanos) {
    Pending.Barrier barrier = new Pending.Barrier(deadlineNanos);
    enqueue(barrier);
    return barrier.promise();
  }

  /** Writes and barriers that wait for their entry now. */
  public int queued() {
    return queue.size();
  }

  /** Entries handed over so far. */
  public long entryCount() {
    return entries.sum();
  }

  /** Commands in those entries. */
  public long commandCount() {
    return commands.sum();
  }

  /** Refuses what waits; what is on its way becomes unknown. */
  @Override
  public void close() {
    expiry.cancel(false);
    fail(queue.close(), pending -> refused("the shard is closing"));
    closing.completeExceptionally(
        CapstanException.of(
            Failure.OUTCOME_UNKNOWN, "the node closed while the entry was on its way"));
    try {
      thread.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void enqueue(Pending pending) {
    CapstanException refusal = queue.offer(pending);
    if (refusal != null) {
      pending.fail(refusal);
    }
  }

  private void run() {
    for (List<Pending> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
      inFlight = batch;
      carry(batch);
      inFlight = List.of();
    }
  }

  /** Carries a batch to its end. */
  private void carry(List<Pending> batch) {
    List<Pending.Write> writes =
        batch.stream()
            .filter(Pending.Write.class::isInstance)
            .map(Pending.Write.class::cast)
            .toList();
    try {
      byte[] entry = encode(writes);
      runtime.events().entrySubmitted(writes.size(), entry.length);
      Object result = result(log.submit(entry));
      entries.increment();
      commands.add(writes.size());
      if (!(result instanceof ShardApplied applied) || applied.outcomes().size() != writes.size()) {
        throw new IllegalStateException(writes.size() + " commands were answered by " + result);
      }
      runtime.replies().execute(() -> answer(batch, applied));
    } catch (CapstanException e) {
      fail(batch, pending -> e);
    } catch (RuntimeException | IOException e) {
      LOG.error("The batcher of {} lost an entry's result", name, e);
      fail(batch, pending -> unknown("the entry's result was lost: " + e));
    }
  }

  private byte[] encode(List<Pending.Write> writes) throws IOException {
    ShardEntry.Builder builder = ShardEntry.newBuilder().setTimeMillis(runtime.clock().millis());
    writes.forEach(write -> builder.addCommands(write.command()));
    ShardEntry entry = builder.build();
    byte[] bytes = new byte[1 + entry.getSerializedSize()];
    bytes[0] = FORMAT;
    entry.writeTo(CodedOutputStream.newInstance(bytes, 1, bytes.length - 1));
    return bytes;
  }

  private Object result(CompletionStage<Object> entry) {
    try {
      return CompletableFuture.anyOf(entry.toCompletableFuture(), closing).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CapstanException known) {
        throw known;
      }
      throw e;
    }
  }

  private static void answer(List<Pending> batch, ShardApplied applied) {
    int next = 0;
    for (Pending pending : batch) {
      if (pending instanceof Pending.Write write) {
        write.promise().complete(new Written(applied.outcomes().get(next++), applied.position()));
      } else if (pending instanceof Pending.Barrier barrier) {
        barrier.promise().complete(applied.position());
      } else {
        throw new AssertionError(pending);
      }
    }
  }

  private void expire() {
    long now = runtime.ticker().nanos();
    fail(
        queue.removeExpired(now),
        pending -> refused("the deadline passed while the request waited for the shard's log"));
    List<Pending> late =
        inFlight.stream().filter(pending -> pending.deadlineNanos() - now <= 0).toList();
    fail(
        late, pending -> unknown("the deadline passed before the entry was known to be committed"));
  }

  private void fail(List<Pending> failed, Function<Pending, CapstanException> reason) {
    if (!failed.isEmpty()) {
      runtime
          .replies()
          .execute(() -> failed.forEach(pending -> pending.fail(reasonFor(pending, reason))));
    }
  }

  /** A barrier carries nothing that may happen: it is refused where a command is unknown. */
  private static CapstanException reasonFor(
      Pending pending, Function<Pending, CapstanException> reason) {
    CapstanException failure = reason.apply(pending);
    return pending instanceof Pending.Barrier && !failure.failure().definite()
        ? refused("the read was not confirmed: " + failure.getMessage())
        : failure;
  }

  private static CapstanException refused(@Nullable String message) {
    return CapstanException.of(Failure.UNAVAILABLE, String.valueOf(message));
  }

  private static CapstanException unknown(String message) {
    return CapstanException.of(Failure.OUTCOME_UNKNOWN, message);
  }
}
