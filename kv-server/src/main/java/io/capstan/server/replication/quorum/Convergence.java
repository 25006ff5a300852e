package io.capstan.server.replication.quorum;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this node's replicas with every other node's: after that node came into reach, and again
 * at every interval. Of two nodes the one with the lower id does it for both.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Convergence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Convergence.class);
  private static final long ROUND_MILLIS = 500;

  private final Replica here;
  private final Function<String, Optional<Replica>> replicas;
  private final Function<String, List<Shared>> shared;
  private final Supplier<List<String>> others;
  private final Duration interval;
  private final Duration patience;
  private final Ticker ticker;
  private final Executor background;
  private final ScheduledFuture<?> rounds;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong repaired = new AtomicLong();
  // When the next comparison with a node is due; absent: as soon as it can be reached. Confined to
  // the background thread that is at it.
  private final Map<String, Long> dueNanos = new HashMap<>();

  /** A slice of a keyspace that this node and another one hold. */
  public record Shared(int keyspaceIncarnation, int slice) {}

  /**
   * Begins to look for nodes in reach.
   *
   * @param shared what another node holds too
   * @param others the nodes that this one compares itself with
   * @param patience for each question to another node
   * @param background may be blocked
   */
  public Convergence(
      Replica here,
      Function<String, Optional<Replica>> replicas,
      Function<String, List<Shared>> shared,
      Supplier<List<String>> others,
      Duration interval,
      Duration patience,
      Ticker ticker,
      Executor background,
      ScheduledExecutorService timers) {
    this.here = here;
    this.replicas = replicas;
    this.shared = shared;
    this.others = others;
    this.interval = interval;
    this.patience = patience;
    this.ticker = ticker;
    this.background = background;
    this.rounds =
        timers.scheduleWithFixedDelay(
            this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Rows that comparisons have stored, here or there, since this node started. */
  public long repaired() {
    return repaired.get();
  }

  private void round() {
    if (busy.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              others.get().forEach(this::compareIfDue);
            } finally {
              busy.set(false);
            }
          });
    }
  }

  private void compareIfDue(String node) {
    Optional<Replica> replica = replicas.apply(node).filter(Replica::isReachable);
    if (replica.isEmpty()) {
      dueNanos.remove(node);
      return;
    }
    Long due = dueNanos.get(node);
    if (due == null || due - ticker.nanos() <= 0) {
      try {
        compare(node, replica.get());
        dueNanos.put(node, ticker.nanos() + interval.toNanos());
      } catch (ReplicaLostException e) {
        LOG.debug("the comparison with {} goes on when it is back", node, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void compare(String node, Replica there)
      throws ReplicaLostException, InterruptedException {
    SliceComparison comparison = new SliceComparison(here, there, patience);
    long before = repaired.get();
    for (Shared each : shared.apply(node)) {
      repaired.addAndGet(comparison.compare(each.keyspaceIncarnation(), each.slice()));
    }
    long rows = repaired.get() - before;
    if (rows > 0) {
      LOG.info(
          "{} rows differed between this node and {}; both have the later ones now", rows, node);
    }
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }
}
