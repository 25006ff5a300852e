package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.server.replication.LogPosition;
import io.capstan.v1.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * This node's replica of one STRONG shard: writes, and the permission to read at each level.
 *
 * <p>It holds no rows: whoever gets a {@link ReadPoint} reads them from the store.
 *
 * <p>Thread safety: safe for use by several threads; nothing blocks but {@link #close} and {@link
 * #status}.
 */
public final class StrongShard implements ShardLog, AutoCloseable {
  private static final long NANOS_PER_MICRO = 1000;

  private final RaftGroup group;
  private final WriteBatcher batcher;
  private final LeaderReads reads;
  private final Staleness staleness;
  private final ShardSettings settings;
  private final ReplicaRuntime runtime;

  private StrongShard(
      RaftGroup group,
      WriteBatcher batcher,
      LeaderReads reads,
      ShardSettings settings,
      ReplicaRuntime runtime) {
    this.group = group;
    this.batcher = batcher;
    this.reads = reads;
    this.staleness = new Staleness(runtime.ticker(), runtime.clock());
    this.settings = settings;
    this.runtime = runtime;
  }

  /** Puts a shard on top of its group; its entries are {@code ShardEntry}s. */
  public static StrongShard start(
      RaftGroup group,
      PeerTerms peers,
      String clusterId,
      ShardSettings settings,
      ReplicaRuntime runtime) {
    WriteBatcher batcher =
        WriteBatcher.start(Long.toUnsignedString(group.lineage()), group, settings, runtime);
    LeaderReads reads = new LeaderReads(group, batcher, peers, clusterId, settings, runtime);
    return new StrongShard(group, batcher, reads, settings, runtime);
  }

  @Override
  public CompletionStage<Written> write(Command command, long deadlineNanos) {
    return batcher.write(command, deadlineNanos);
  }

  /**
   * Logs the leader's clock and nothing else, so that rows expire without traffic (protocols.md
   * R9); rides in the next entry when there is one.
   */
  public CompletionStage<LogPosition> tick(long deadlineNanos) {
    return batcher.barrier(deadlineNanos);
  }

  @Override
  public CompletionStage<ReadPoint> readPoint(
      Level asked, long floorIndex, long boundMillis, long deadlineNanos) {
    long start = runtime.ticker().nanos();
    return point(asked, floorIndex, boundMillis, start, deadlineNanos)
        .thenApply(
            point -> point.withWaitedMicros((runtime.ticker().nanos() - start) / NANOS_PER_MICRO));
  }

  private CompletionStage<ReadPoint> point(
      Level asked, long floorIndex, long boundMillis, long start, long deadlineNanos) {
    return switch (asked) {
      case LEVEL_STRONG -> reads.confirm(deadlineNanos);
      case LEVEL_SESSION ->
          floorIndex == FLOOR_READ_STRONG
              ? reads.confirm(deadlineNanos)
              : session(floorIndex, start, deadlineNanos);
      case LEVEL_BOUNDED -> bounded(boundMillis, deadlineNanos);
      case LEVEL_EVENTUAL -> local();
      default -> refuse(Failure.INVALID_ARGUMENT, "the read's level is " + asked);
    };
  }

  private CompletionStage<ReadPoint> session(long floorIndex, long start, long deadlineNanos) {
    long patience = Math.min(deadlineNanos - start, settings.sessionWaitMax().toNanos());
    return group.awaitApplied(floorIndex, start + patience).thenCompose(applied -> local());
  }

  private CompletionStage<ReadPoint> bounded(long boundMillis, long deadlineNanos) {
    OptionalLong known = stalenessBoundMillis();
    if (known.isPresent() && known.getAsLong() <= boundMillis) {
      return local();
    }
    if (group.refusal() == null) {
      return reads.confirm(deadlineNanos);
    }
    String seen = known.isPresent() ? known.getAsLong() + " ms" : "not known";
    return refuse(
        Failure.BOUND_NOT_MET,
        "staleness of this replica: " + seen + ", bound asked " + boundMillis + " ms");
  }

  private CompletionStage<ReadPoint> local() {
    CapstanException stopped = group.stopped();
    if (stopped != null) {
      return CompletableFuture.failedFuture(stopped);
    }
    return CompletableFuture.completedFuture(
        new ReadPoint(
            group.applied().index(),
            group.term(),
            group.refusal() == null,
            List.of(group.nodeId()),
            ReadPoint.Path.LOCAL,
            stalenessBoundMillis(),
            0));
  }

  /** How old this replica's rows may be at most; empty: nothing is known yet. */
  public OptionalLong stalenessBoundMillis() {
    return staleness.boundMillis();
  }

  @Override
  public long visibleIndex() {
    return group.visibleIndex();
  }

  /** The replica as an operator sees it; reads the size of the log from disk. */
  public GroupStatus status() {
    return group.status();
  }

  /** The batcher, for its counters. */
  public WriteBatcher batcher() {
    return batcher;
  }

  /** The linearizable reads, for the freshness protocol and for counters. */
  public LeaderReads reads() {
    return reads;
  }

  /** The group underneath, which closes with its host. */
  public RaftGroup group() {
    return group;
  }

  Staleness staleness() {
    return staleness;
  }

  /** Refuses what waits to be written. The group goes on until its host closes. */
  @Override
  public void close() {
    batcher.close();
  }

  private static <T> CompletionStage<T> refuse(Failure failure, String message) {
    return CompletableFuture.failedFuture(CapstanException.of(failure, message));
  }
}
