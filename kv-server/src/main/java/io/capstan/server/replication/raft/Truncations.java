package io.capstan.server.replication.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a log may be said to be on disk while its end is being cut off (protocols.md R5).
 *
 * <p>Ratis 3.3.0 takes its flush index back only when its log thread carries a truncation out. If
 * the disk hangs, that is long after new entries were accepted under the indices of the old ones,
 * and until then the index counts the old ones.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Truncations {
  // In the order they were asked for. Guarded by this.
  private final List<Truncation> pending = new ArrayList<>();

  /** What the log thread looks at when the files are cut, right before the flush index is. */
  private static final class Truncation extends CompletableFuture<@Nullable Void> {
    private final long index;
    private volatile boolean carriedOut;

    Truncation(long index) {
      this.index = index;
      complete(null);
    }

    @Override
    public @Nullable Void get() throws InterruptedException, ExecutionException {
      carriedOut = true;
      return super.get();
    }
  }

  /**
   * Entries from this index on are to be cut off.
   *
   * @return what the log thread waits for when it does so
   */
  synchronized CompletableFuture<@Nullable Void> begin(long index) {
    Truncation truncation = new Truncation(index);
    pending.add(truncation);
    return truncation;
  }

  /** On the log thread: Ratis's flush index counts nothing any more that has been cut off. */
  synchronized void beforeSync() {
    pending.removeIf(truncation -> truncation.carriedOut);
  }

  /** The last index that may be said to be on disk; {@link Long#MAX_VALUE} when all may. */
  synchronized long ceiling() {
    return pending.stream().mapToLong(one -> one.index - 1).min().orElse(Long.MAX_VALUE);
  }
}
