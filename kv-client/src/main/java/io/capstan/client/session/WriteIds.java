package io.capstan.client.session;

import io.capstan.v1.OpenSessionResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * The ids for all writes of one client, by shard.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class WriteIds {
  private final IntFunction<CompletableFuture<OpenSessionResult>> opener;
  private final Map<Integer, ShardIds> byShard = new ConcurrentHashMap<>();

  /**
   * Opens nothing before the first write.
   *
   * @param opener registers a session in a shard; its future ends in bounded time
   */
  public WriteIds(IntFunction<CompletableFuture<OpenSessionResult>> opener) {
    this.opener = opener;
  }

  /** Grants an id now or later; the waiter may be called before this returns. */
  public void acquire(int shard, IdWaiter waiter) {
    of(shard).acquire(waiter);
  }

  /** The waiter has given up. */
  public void cancel(int shard, IdWaiter waiter) {
    of(shard).cancel(waiter);
  }

  private ShardIds of(int shard) {
    return byShard.computeIfAbsent(shard, s -> new ShardIds(() -> opener.apply(s)));
  }
}
