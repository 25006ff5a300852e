package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Digests of one replica that wait for their mark to come by in the log, so that every replica is
 * hashed right after the same entry.
 *
 * <p>When it comes, the apply thread takes a snapshot of the store, which is cheap, and an executor
 * hashes it. A mark that nobody armed costs nothing.
 *
 * <p>Thread safety: safe for use by several threads. No future is completed under the lock.
 */
public final class DigestMarks {
  /** The most digests of one shard that may wait or be hashed at the same time. */
  public static final int ARMED_MAX = 4;

  private final RowStore store;
  private final ShardKeys keys;
  private final Executor hashing;
  private final Object lock = new Object();
  // Guarded by lock. Done futures leave on their own.
  private final List<Armed> waiting = new ArrayList<>();
  // Guarded by lock. Those waiting, and those being hashed.
  private int unfinished;

  private record Armed(long nonce, CompletableFuture<Digest> digest) {}

  /**
   * @param hashing runs the hashing, which reads all of the shard
   */
  public DigestMarks(RowStore store, ShardKeys keys, Executor hashing) {
    this.store = store;
    this.keys = keys;
    this.hashing = hashing;
  }

  /**
   * Waits for the mark with this nonce, as long as the caller likes: cancelling the future, or
   * completing it with a failure, gives the place back.
   *
   * @return fails with {@link Failure#OVERLOADED} when {@link #ARMED_MAX} are unfinished
   */
  @SuppressWarnings("FutureReturnValueIgnored") // giving the place back cannot fail
  public CompletableFuture<Digest> arm(long nonce) {
    Armed armed = new Armed(nonce, new CompletableFuture<>());
    synchronized (lock) {
      if (unfinished == ARMED_MAX) {
        return CompletableFuture.failedFuture(tooMany());
      }
      unfinished++;
      waiting.add(armed);
    }
    armed.digest().whenComplete((digest, failure) -> finished(armed));
    return armed.digest();
  }

  /** On the apply thread, right after the entry with the mark was written. */
  void passed(long nonce, LogPosition position) {
    List<CompletableFuture<Digest>> digests = takeWaiting(nonce);
    if (digests.isEmpty()) {
      return;
    }
    try {
      RowStore.View view = store.snapshot();
      hashLater(view, position, digests);
    } catch (RuntimeException e) {
      digests.forEach(digest -> digest.completeExceptionally(e));
    }
  }

  private void hashLater(
      RowStore.View view, LogPosition position, List<CompletableFuture<Digest>> digests) {
    try {
      hashing.execute(() -> hash(view, position, digests));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private void hash(
      RowStore.View view, LogPosition position, List<CompletableFuture<Digest>> digests) {
    try (view) {
      Digest result =
          new ShardHash(view, keys, () -> digests.stream().allMatch(CompletableFuture::isDone))
              .compute(position);
      digests.forEach(digest -> digest.complete(result));
    } catch (RuntimeException e) {
      digests.forEach(digest -> digest.completeExceptionally(e));
    }
  }

  private List<CompletableFuture<Digest>> takeWaiting(long nonce) {
    synchronized (lock) {
      List<CompletableFuture<Digest>> taken = new ArrayList<>();
      for (Armed armed : waiting) {
        if (armed.nonce() == nonce) {
          taken.add(armed.digest());
        }
      }
      waiting.removeIf(armed -> armed.nonce() == nonce);
      return taken;
    }
  }

  private void finished(Armed armed) {
    synchronized (lock) {
      unfinished--;
      waiting.remove(armed);
    }
  }

  private CapstanException tooMany() {
    return CapstanException.of(
        Failure.OVERLOADED,
        "shard %d has digests under way: limit ARMED_MAX = %d; wait for one of them"
            .formatted(keys.shard(), ARMED_MAX));
  }
}
