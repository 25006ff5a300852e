package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the next entry of a shard, bounded in number and bytes, in order of arrival.
 *
 * <p>Thread safety: safe for use by several threads; {@link #take} by one, which it blocks.
 */
final class BatchQueue {
  private final ShardSettings settings;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  // The rest is guarded by lock.
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean closed;

  BatchQueue(ShardSettings settings) {
    this.settings = settings;
  }

  /** Queues one, or says why it may not be. */
  @Nullable CapstanException offer(Pending pending) {
    lock.lock();
    try {
      if (closed) {
        return CapstanException.of(Failure.UNAVAILABLE, "the shard is closing");
      }
      if (queue.size() >= settings.queueMax()
          || queuedBytes + (long) pending.bytes() > settings.queueBytesMax()) {
        return full();
      }
      queue.addLast(pending);
      queuedBytes += pending.bytes();
      some.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait now. */
  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to carry, and takes as much of it as fits one entry.
   *
   * @return empty only when the queue is closed
   */
  List<Pending> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        some.await();
      }
      return poll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Pending> poll() {
    List<Pending> batch = new ArrayList<>();
    int commands = 0;
    long bytes = 0;
    for (Pending next = queue.peekFirst(); next != null; next = queue.peekFirst()) {
      commands += next instanceof Pending.Write ? 1 : 0;
      bytes += next.bytes();
      boolean fits =
          commands <= settings.entryCommandsMax() && bytes <= settings.entryBytesTarget();
      if (!fits && !batch.isEmpty()) {
        break;
      }
      batch.add(next);
      queue.removeFirst();
      queuedBytes -= next.bytes();
    }
    return batch;
  }

  /** Removes those whose deadline has passed. */
  List<Pending> removeExpired(long nowNanos) {
    lock.lock();
    try {
      List<Pending> expired = new ArrayList<>();
      queue.removeIf(pending -> pending.deadlineNanos() - nowNanos <= 0 && expired.add(pending));
      expired.forEach(pending -> queuedBytes -= pending.bytes());
      return expired;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #take} return, refuses newcomers, and gives back those that were waiting. */
  List<Pending> close() {
    lock.lock();
    try {
      closed = true;
      List<Pending> left = List.copyOf(queue);
      queue.clear();
      queuedBytes = 0;
      some.signal();
      return left;
    } finally {
      lock.unlock();
    }
  }

  private CapstanException full() {
    return CapstanException.of(
            Failure.OVERLOADED,
            String.format(
                "%d requests of %d bytes wait for this shard's log; limits queueMax = %d,"
                    + " queueBytesMax = %d",
                queue.size(), queuedBytes, settings.queueMax(), settings.queueBytesMax()))
        .withRetryAfterMillis(settings.retryAfterMillis());
  }
}
