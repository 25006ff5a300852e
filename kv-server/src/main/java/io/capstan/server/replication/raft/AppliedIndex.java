package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.replication.LogPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a replica has applied its log, and who waits for it to get further.
 *
 * <p>Nobody polls: waiters stand in order of their index and are woken by the entry they wait for,
 * by their deadline, or by the end of the replica. Their futures complete on {@link
 * ReplicaRuntime#replies}.
 *
 * <p>Thread safety: safe for use by several threads; {@link #begin} and {@link #advance} by one.
 */
final class AppliedIndex {
  private final ReplicaRuntime runtime;
  private final int waitersMax;

  private final Object lock = new Object();
  // Guarded by lock.
  private final TreeSet<Waiter> waiters =
      new TreeSet<>(Comparator.comparingLong(Waiter::index).thenComparingLong(Waiter::ticket));
  private long nextTicket;

  private volatile LogPosition applied = LogPosition.NOTHING;
  private volatile long visible = LogPosition.NOTHING.index();
  private volatile @Nullable CapstanException stopped;

  AppliedIndex(ReplicaRuntime runtime, int waitersMax) {
    this.runtime = runtime;
    this.waitersMax = waitersMax;
  }

  LogPosition get() {
    return applied;
  }

  /** The highest index whose effects anybody can have seen. */
  long visible() {
    return visible;
  }

  /** From here on, effects of the entry at {@code index} may be seen. */
  void begin(long index) {
    visible = index;
  }

  /**
   * Waits until the entry at {@code index} is applied.
   *
   * @return the position applied by then; fails with NOT_CAUGHT_UP at the deadline, OVERLOADED, or
   *     what {@link #stop} was given
   */
  CompletionStage<LogPosition> await(long index, long deadlineNanos) {
    CapstanException failure = stopped;
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    LogPosition now = applied;
    if (now.index() >= index) {
      return CompletableFuture.completedFuture(now);
    }
    long waitNanos = deadlineNanos - runtime.ticker().nanos();
    return waitNanos <= 0 ? CompletableFuture.failedFuture(late(index)) : enqueue(index, waitNanos);
  }

  private CompletionStage<LogPosition> enqueue(long index, long waitNanos) {
    Waiter waiter;
    synchronized (lock) {
      CapstanException failure = stopped;
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      // Again, under the lock: advance() may have passed by since.
      if (applied.index() >= index) {
        return CompletableFuture.completedFuture(applied);
      }
      if (waiters.size() >= waitersMax) {
        return CompletableFuture.failedFuture(full());
      }
      waiter = new Waiter(index, nextTicket++, new CompletableFuture<>());
      waiters.add(waiter);
    }
    Future<?> timer =
        runtime.timers().schedule(() -> expire(waiter), waitNanos, TimeUnit.NANOSECONDS);
    return waiter.promise().whenComplete((position, failure) -> timer.cancel(false));
  }

  /** Takes the next position. */
  void advance(LogPosition position) {
    List<Waiter> reached = new ArrayList<>();
    synchronized (lock) {
      applied = position;
      while (!waiters.isEmpty() && waiters.first().index() <= position.index()) {
        reached.add(waiters.pollFirst());
      }
    }
    complete(reached, waiter -> waiter.promise().complete(position));
  }

  /** Ends the wait of everybody, now and from now on. The first reason stays. */
  void stop(CapstanException reason) {
    List<Waiter> left;
    synchronized (lock) {
      if (stopped == null) {
        stopped = reason;
      }
      left = List.copyOf(waiters);
      waiters.clear();
    }
    complete(left, waiter -> waiter.promise().completeExceptionally(reason));
  }

  private void expire(Waiter waiter) {
    boolean waiting;
    synchronized (lock) {
      waiting = waiters.remove(waiter);
    }
    if (waiting) {
      CapstanException late = late(waiter.index());
      complete(List.of(waiter), expired -> expired.promise().completeExceptionally(late));
    }
  }

  private void complete(List<Waiter> done, Consumer<Waiter> completion) {
    if (!done.isEmpty()) {
      runtime.replies().execute(() -> done.forEach(completion));
    }
  }

  private CapstanException late(long index) {
    return CapstanException.of(
        Failure.NOT_CAUGHT_UP,
        "the replica has applied its log up to index "
            + applied.index()
            + " and did not reach "
            + index
            + " in time");
  }

  private CapstanException full() {
    return CapstanException.of(
        Failure.OVERLOADED,
        waitersMax + " requests wait for this replica to catch up, which is the limit");
  }

  private record Waiter(long index, long ticket, CompletableFuture<LogPosition> promise) {}
}
