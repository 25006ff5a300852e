package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.PageQuorum;
import io.capstan.server.core.quorum.QuorumRead;
import io.capstan.server.core.quorum.QuorumWrite;
import io.capstan.server.core.quorum.SessionFloor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The coordinator of operations on EVENTUAL shards: it does what {@link QuorumWrite}, {@link
 * QuorumRead} and {@link PageQuorum} say, and tells them what came of it.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class QuorumOperations implements SliceQuorums, AutoCloseable {
  private static final long SWEEP_MILLIS = 10;

  private final Function<String, Optional<Replica>> replicas;
  private final HintKeeper hints;
  private final Ticker ticker;
  private final long hedgeNanos;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();
  private final ScheduledFuture<?> sweeps;

  /** An operation under way. */
  interface Run {
    /** Looks at the time. */
    void sweep(long nowNanos);
  }

  /**
   * Makes the coordinator of one node.
   *
   * @param replicas of a node, this one included; empty: it is no member
   * @param hedgeAfter how long a replica may take before one more is asked
   */
  public QuorumOperations(
      Function<String, Optional<Replica>> replicas,
      HintKeeper hints,
      Ticker ticker,
      ScheduledExecutorService timers,
      Duration hedgeAfter) {
    this.replicas = replicas;
    this.hints = hints;
    this.ticker = ticker;
    this.hedgeNanos = hedgeAfter.toNanos();
    this.sweeps =
        timers.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<WriteResult> write(
      ReplicaKey key, Row row, List<String> nodes, int needed, long deadlineNanos) {
    WriteRun run = new WriteRun(this, key, row, new QuorumWrite(nodes, needed), deadlineNanos);
    running.add(run);
    run.begin(nodes);
    return run.result();
  }

  @Override
  public CompletionStage<ReadResult> read(
      ReplicaKey key, List<String> nodes, int needed, SessionFloor floor, long deadlineNanos) {
    QuorumRead read = new QuorumRead(nodes, needed, floor);
    ReadRun run = new ReadRun(this, key, read, ticker.nanos() + hedgeNanos, deadlineNanos);
    running.add(run);
    run.begin();
    return run.result();
  }

  @Override
  public CompletionStage<Map<String, RowPage>> pages(
      PageRequest request, Collection<PageQuorum.Need> needs, long deadlineNanos) {
    PageQuorum pages = new PageQuorum(needs);
    PageRun run = new PageRun(this, request, pages, ticker.nanos() + hedgeNanos, deadlineNanos);
    running.add(run);
    run.begin();
    return run.result();
  }

  /** Whether a node's replicas seem to be there now. */
  public boolean isReachable(String node) {
    return replicas.apply(node).filter(Replica::isReachable).isPresent();
  }

  Replica replica(String node) {
    return replicas
        .apply(node)
        .orElseThrow(
            () -> CapstanException.of(Failure.UNAVAILABLE, "node " + node + " is no member"));
  }

  /** Asks a node's replicas; fails at once when they cannot be reached. */
  <T> CompletionStage<T> ask(String node, Function<Replica, CompletionStage<T>> question) {
    try {
      Replica replica = replica(node);
      if (replica.isReachable()) {
        return question.apply(replica);
      }
      throw CapstanException.of(Failure.UNAVAILABLE, node + " cannot be reached");
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  void keep(String node, ReplicaKey key, Row row) {
    hints.keep(node, key, row);
  }

  void ended(Run run) {
    running.remove(run);
  }

  private void sweep() {
    long now = ticker.nanos();
    running.forEach(run -> run.sweep(now));
  }

  @Override
  public void close() {
    sweeps.cancel(false);
  }
}
