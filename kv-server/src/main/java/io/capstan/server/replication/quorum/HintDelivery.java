package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings kept rows to the nodes they are for, as soon as those can be reached: one page at a time
 * for each node, so that a node that returns is not flooded.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class HintDelivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HintDelivery.class);
  private static final int PAGE_ROWS = 512;
  private static final long INTERVAL_MILLIS = 200;

  private final HintStore hints;
  private final Function<String, Optional<Replica>> replicas;
  private final Executor background;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final ScheduledFuture<?> rounds;

  /** Begins to look for nodes that can be reached. */
  public HintDelivery(
      HintStore hints,
      Function<String, Optional<Replica>> replicas,
      Executor background,
      ScheduledExecutorService timers) {
    this.hints = hints;
    this.replicas = replicas;
    this.background = background;
    this.rounds =
        timers.scheduleWithFixedDelay(
            this::round, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round() {
    for (String node : hints.pending().keySet()) {
      replicas
          .apply(node)
          .filter(Replica::isReachable)
          .filter(replica -> busy.add(node))
          .ifPresent(replica -> background.execute(() -> deliver(node, replica)));
    }
  }

  private void deliver(String node, Replica replica) {
    try {
      List<HintStore.Hint> page = hints.some(node, PAGE_ROWS);
      CompletableFuture<?>[] all =
          page.stream().map(hint -> deliver(node, replica, hint)).toArray(CompletableFuture[]::new);
      var unused =
          CompletableFuture.allOf(all)
              .whenComplete((done, failure) -> next(node, replica, page.size(), failure));
    } catch (RuntimeException e) {
      LOG.error("the hints for {} cannot be read", node, e);
      busy.remove(node);
    }
  }

  private CompletableFuture<?> deliver(String node, Replica replica, HintStore.Hint hint) {
    return replica
        .store(hint.key(), hint.row())
        .handle((stored, failure) -> failure == null || isGone(failure))
        .thenCompose(over -> over ? hints.delivered(node, hint) : later(node))
        .toCompletableFuture();
  }

  /** What is for a keyspace that was dropped is not wanted any more. */
  private static boolean isGone(Throwable failure) {
    return CapstanException.from(failure).failure() == Failure.KEYSPACE_GONE;
  }

  private static CompletionStage<Void> later(String node) {
    return CompletableFuture.failedFuture(
        CapstanException.of(Failure.UNAVAILABLE, node + " did not take a hint"));
  }

  private void next(String node, Replica replica, int rows, Throwable failure) {
    if (failure == null && rows == PAGE_ROWS) {
      background.execute(() -> deliver(node, replica));
    } else {
      busy.remove(node);
    }
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }
}
