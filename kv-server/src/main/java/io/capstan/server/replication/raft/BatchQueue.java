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
  private final Condition enough = lock.newCondition();
  // The rest is guarded by lock.
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private int queuedBytes;
  // How many must wait before the taker is worth waking.
  private int wanted = Integer.MAX_VALUE;
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
      if (queue.size() >= wanted) {
        enough.signal();
      }
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
   * <p>When the previous entry had company, those it answered are likely to send again at once:
   * then this lingers for them. Otherwise they and the ones that queued meanwhile would go on
   * alternating in two half-full entries.
   *
   * @param answered how many commands the previous entry had
   * @return empty only when the queue is closed
   */
  List<Pending> take(int answered) {
    lock.lock();
    try {
      do {
        await(1, Long.MAX_VALUE);
        linger(answered);
        // All that waited may have expired meanwhile, and an empty batch would end the taker.
      } while (queue.isEmpty() && !closed);
      return poll();
    } finally {
      lock.unlock();
    }
  }

  private void linger(int answered) {
    if (answered > 1) {
      long expected = (long) answered + queue.size();
      await((int) Math.min(expected, settings.entryCommandsMax()), settings.linger().toNanos());
    }
  }

  private void await(int size, long nanos) {
    wanted = size;
    long left = nanos;
    while (queue.size() < size && left > 0 && !closed) {
      try {
        left = enough.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
    wanted = Integer.MAX_VALUE;
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
      enough.signal();
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
