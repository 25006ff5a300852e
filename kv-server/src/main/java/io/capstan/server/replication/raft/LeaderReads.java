package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.replication.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads at the leader of a shard.
 *
 * <p>A read waits for a round of term checks (protocols.md R1) that began after the read arrived.
 * One round at a time is under way; it answers every read that was queued before it began, and the
 * next one starts when a majority has answered. When a round finds no majority in time although
 * this replica still believes to lead, its reads go through the log (R2), once, within their
 * deadlines.
 *
 * <p>Thread safety: safe for use by several threads; nothing blocks.
 */
public final class LeaderReads {
  private final RaftGroup group;
  private final WriteBatcher batcher;
  private final PeerTerms peers;
  private final String clusterId;
  private final ShardSettings settings;
  private final ReplicaRuntime runtime;
  private final LongAdder rounds = new LongAdder();

  private final Object lock = new Object();
  // Guarded by lock: the reads of the next round, and whether a round is under way.
  private List<Read> waiting = new ArrayList<>();
  private boolean asking;

  public LeaderReads(
      RaftGroup group,
      WriteBatcher batcher,
      PeerTerms peers,
      String clusterId,
      ShardSettings settings,
      ReplicaRuntime runtime) {
    this.group = group;
    this.batcher = batcher;
    this.peers = peers;
    this.clusterId = clusterId;
    this.settings = settings;
    this.runtime = runtime;
  }

  /**
   * Confirms that this replica led at a moment after the call, and that it has applied every write
   * acknowledged before the call.
   *
   * @return fails definitely always: NOT_LEADER, UNAVAILABLE, OVERLOADED, REPLICA_FAILED
   */
  public CompletionStage<ReadPoint> confirm(long deadlineNanos) {
    Read read = new Read(deadlineNanos, new CompletableFuture<>());
    if (settings.readMode() == ReadMode.BARRIER) {
      throughLog(read);
    } else {
      enqueue(read);
    }
    return read.promise();
  }

  /** Term checks begun so far. */
  public long roundCount() {
    return rounds.sum();
  }

  private void enqueue(Read read) {
    boolean first;
    synchronized (lock) {
      if (waiting.size() >= settings.readsMax()) {
        read.promise().completeExceptionally(full());
        return;
      }
      waiting.add(read);
      first = !asking;
      asking = true;
    }
    if (first) {
      nextRound();
    }
  }

  private void nextRound() {
    for (List<Read> reads = takeWaiting(); !reads.isEmpty(); reads = takeWaiting()) {
      TermRound round = begin(reads);
      if (round != null) {
        List<Read> asked = reads;
        // On the executor: with one voter a round ends at once, and rounds would nest.
        round
            .confirmed()
            .thenAccept(
                confirmed -> runtime.replies().execute(() -> finish(round, asked, confirmed)));
        return;
      }
    }
  }

  private List<Read> takeWaiting() {
    synchronized (lock) {
      List<Read> taken = waiting;
      asking = !taken.isEmpty();
      waiting = new ArrayList<>();
      return taken;
    }
  }

  /** Asks the voters; null when this replica does not even believe to lead. */
  private @Nullable TermRound begin(List<Read> reads) {
    try {
      TermRound round =
          new TermRound(group.lineage(), group.leadership(), runtime.random().nextLong());
      rounds.increment();
      round.ask(group.peerId(), clusterId, peers, runtime, settings.termCheckPatience().toNanos());
      return round;
    } catch (RuntimeException failure) {
      CapstanException refusal = CapstanException.from(failure);
      runtime.replies().execute(() -> reads.forEach(read -> read.fail(refusal)));
      return null;
    }
  }

  private void finish(TermRound round, List<Read> reads, boolean confirmed) {
    if (confirmed) {
      runtime.events().readsConfirmed(reads.size());
    } else {
      runtime.events().readsNotConfirmed(reads.size());
    }
    nextRound();
    release(round, reads, confirmed);
  }

  private void release(TermRound round, List<Read> reads, boolean confirmed) {
    boolean leads = group.leads(round.leadership().term());
    for (Read read : reads) {
      if (!leads) {
        read.fail(deposed());
      } else if (confirmed) {
        awaitApplied(round, read);
      } else {
        throughLog(read);
      }
    }
  }

  private void awaitApplied(TermRound round, Read read) {
    long committed = round.leadership().committed();
    group
        .awaitApplied(committed, read.deadlineNanos())
        .whenComplete(
            (applied, failure) ->
                read.settle(
                    () ->
                        point(
                            applied.index(),
                            round.leadership().term(),
                            round.replicas(),
                            ReadPoint.Path.TERM_CHECK),
                    failure));
  }

  private void throughLog(Read read) {
    CapstanException refusal = group.refusal();
    if (refusal != null) {
      read.fail(refusal);
      return;
    }
    batcher
        .barrier(read.deadlineNanos())
        .whenComplete((position, failure) -> read.settle(() -> logPoint(position), failure));
  }

  private ReadPoint logPoint(LogPosition position) {
    return point(position.index(), position.term(), List.of(group.nodeId()), ReadPoint.Path.LOG);
  }

  private static ReadPoint point(
      long index, long term, List<String> replicas, ReadPoint.Path path) {
    return new ReadPoint(index, term, true, replicas, path, OptionalLong.of(0), 0);
  }

  private CapstanException deposed() {
    CapstanException refusal = group.refusal();
    return refusal != null
        ? refusal
        : CapstanException.of(
            Failure.UNAVAILABLE,
            "group " + group.lineage() + " changed its term while the read was confirmed");
  }

  private CapstanException full() {
    return CapstanException.of(
            Failure.OVERLOADED, settings.readsMax() + " reads wait for this shard, limit readsMax")
        .withRetryAfterMillis(settings.retryAfterMillis());
  }

  /** A read that waits for its confirmation. */
  private record Read(long deadlineNanos, CompletableFuture<ReadPoint> promise) {
    void settle(Supplier<ReadPoint> point, @Nullable Throwable failure) {
      if (failure == null) {
        promise.complete(point.get());
      } else {
        fail(failure);
      }
    }

    void fail(Throwable failure) {
      promise.completeExceptionally(definite(failure));
    }

    /** A strong read that was not served in time is unavailable, whatever held it up. */
    private static Throwable definite(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      boolean late =
          cause instanceof CapstanException known && known.failure() == Failure.NOT_CAUGHT_UP;
      return late
          ? CapstanException.of(Failure.UNAVAILABLE, "the leader is behind: " + cause.getMessage())
          : cause;
    }
  }
}
