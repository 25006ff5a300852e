package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.server.files.DiskGuard;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.metrics.Metrics;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.StoreCorruptException;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Quorum;
import io.capstan.v1.RequestContext;
import io.capstan.v1.Shard;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one operation through this node: keyspace, shard, replica, and back with an outcome.
 *
 * <p>An operation that belongs to another node is refused with that node's id; it is never passed
 * on silently. The outcome says whether a write happened, did not, or may have (protocols.md R7).
 *
 * <p>Thread safety: safe for use by several threads. {@link #execute} may read from disk.
 */
public final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  private final String self;
  private final Supplier<ClusterState> cluster;
  private final IntFunction<@Nullable ShardReplica> replicas;
  private final DiskGuard disk;
  private final InFlight inFlight;
  private final StrongReads reads;
  private final EventualOperations eventual;
  private final Metrics metrics;
  private final Ticker ticker;

  /**
   * Makes the coordinator of one node.
   *
   * @param replicas this node's replica of a shard, null when it has none or it is not open yet
   */
  public Coordinator(
      String self,
      Supplier<ClusterState> cluster,
      IntFunction<@Nullable ShardReplica> replicas,
      DiskGuard disk,
      InFlight inFlight,
      StrongReads reads,
      EventualOperations eventual,
      Metrics metrics,
      Ticker ticker) {
    this.self = self;
    this.cluster = cluster;
    this.replicas = replicas;
    this.disk = disk;
    this.inFlight = inFlight;
    this.reads = reads;
    this.eventual = eventual;
    this.metrics = metrics;
    this.ticker = ticker;
  }

  /** The placement epoch that this node serves by. */
  public long epoch() {
    return cluster.get().epoch();
  }

  /** Carries out one validated operation. The future never fails: a refusal is an outcome. */
  public CompletionStage<Response> execute(Request request) {
    long began = ticker.nanos();
    long bytes = request.operation().getSerializedSize();
    try {
      inFlight.enter(bytes);
    } catch (CapstanException overloaded) {
      Response refusal = Response.refused(overloaded.error());
      return CompletableFuture.completedFuture(measured(request, refusal, began));
    }
    return routed(request)
        .exceptionally(Coordinator::refused)
        .thenApply(
            response -> {
              inFlight.leave(bytes);
              return measured(request, response, began);
            });
  }

  private CompletionStage<Response> routed(Request request) {
    try {
      return route(request);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static Response refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    CapstanException refusal =
        cause instanceof CorruptRowException || cause instanceof StoreCorruptException
            ? CapstanException.of(
                Failure.CORRUPT_ROW, cause.getMessage() + "; another replica may have it whole")
            : CapstanException.from(cause);
    if (!(cause instanceof CapstanException)) {
      LOG.error("an operation failed", cause);
    }
    return Response.refused(refusal.error());
  }

  private CompletionStage<Response> route(Request request) {
    ClusterState state = cluster.get();
    checkCluster(state, request.context());
    Operation operation = request.operation();
    if (operation.hasOpenSession()) {
      checkEpoch(state, request);
      // A session is the shard's, not a keyspace's.
      return write(state, replica(shardOf(state, operation)), 0, request);
    }
    OperationHeader header = request.header();
    if (!state.isEventual(header.getKeyspace())) {
      checkEpoch(state, request);
    }
    Keyspace keyspace = state.keyspace(header.getKeyspace(), header.getKeyspaceIncarnation());
    boolean isWrite = StrongWrites.isWrite(operation);
    if (isWrite) {
      checkMode(header, keyspace);
      checkWrite(keyspace, operation);
    }
    if (keyspace.getMode() == Mode.MODE_EVENTUAL) {
      return eventual.execute(state, keyspace, request);
    }
    checkStrong(header, operation);
    ShardReplica replica = replica(shardOf(state, operation));
    return isWrite
        ? write(state, replica, keyspace.getIncarnation(), request)
        : reads.read(state, replica, keyspace, request);
  }

  /** A write's identity shows which mode its sender takes the keyspace to have. */
  private static void checkMode(OperationHeader header, Keyspace keyspace) {
    boolean eventual = keyspace.getMode() == Mode.MODE_EVENTUAL;
    boolean stamped = !header.getStamp().isEmpty();
    if (eventual ? header.hasRequestId() : stamped) {
      throw CapstanException.of(
          Failure.EPOCH_STALE,
          "keyspace '%s' is %s: a write in it has a %s; refresh the view of the cluster"
              .formatted(
                  keyspace.getName(),
                  eventual ? "EVENTUAL" : "STRONG",
                  eventual ? "stamp" : "request id"));
    }
  }

  /** What is meant for EVENTUAL keyspaces is refused, not ignored. */
  private static void checkStrong(OperationHeader header, Operation operation) {
    if (header.getQuorum() != Quorum.QUORUM_UNSPECIFIED) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "a quorum is for EVENTUAL keyspaces; in a STRONG one name a level");
    }
    if (operation.hasScan() && operation.getScan().getSlicesCount() > 0) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT, "a scan of a STRONG keyspace names a shard, not slices");
    }
  }

  private CompletionStage<Response> write(
      ClusterState state, ShardReplica replica, int keyspaceIncarnation, Request request) {
    Operation operation = request.operation();
    var command =
        StrongWrites.command(operation, request.header().getRequestId(), keyspaceIncarnation);
    return replica
        .log()
        .write(command, request.deadlineNanos())
        .thenApply(
            written -> new Receipts(state, self, request, replica).written(operation, written));
  }

  private ShardReplica replica(Shard shard) {
    ShardReplica replica = replicas.apply(shard.getId());
    if (replica != null) {
      return replica;
    }
    if (shard.getReplicasList().contains(self)) {
      throw CapstanException.of(
          Failure.UNAVAILABLE, "shard %d is still opening on this node".formatted(shard.getId()));
    }
    throw CapstanException.of(
            Failure.NOT_A_REPLICA,
            "shard %d is held by %s, not by this node"
                .formatted(shard.getId(), shard.getReplicasList()))
        .withTryNode(shard.getReplicas(0));
  }

  private static void checkCluster(ClusterState state, RequestContext context) {
    if (!state.formed()) {
      throw CapstanException.of(
          Failure.UNAVAILABLE, "this node has not formed or joined a cluster yet; try again");
    }
    String named = context.getClusterId();
    if (!named.isEmpty() && !named.equals(state.clusterId())) {
      throw CapstanException.of(
          Failure.WRONG_CLUSTER,
          "the request is for cluster %s, this node serves %s".formatted(named, state.clusterId()));
    }
  }

  /** An EVENTUAL read takes what there is; everything else is served by what its sender knows. */
  private static void checkEpoch(ClusterState state, Request request) {
    boolean behind = Long.compareUnsigned(request.context().getEpoch(), state.epoch()) > 0;
    if (behind && request.header().getLevel() != Level.LEVEL_EVENTUAL) {
      throw CapstanException.of(
          Failure.EPOCH_STALE,
          "the request knows epoch %s of the cluster, this node has heard of %d; try again"
              .formatted(Long.toUnsignedString(request.context().getEpoch()), state.epoch()));
    }
  }

  private void checkWrite(Keyspace keyspace, Operation operation) {
    if (StrongWrites.grows(operation) && !disk.writesAllowed()) {
      throw CapstanException.of(
          Failure.DISK_FULL, disk.refusal() + " (reads and deletes are still served)");
    }
    int longest = keyspace.getOptions().getMaxValueBytes();
    int seen = longest == 0 ? 0 : StrongWrites.longestValue(operation);
    if (seen > longest) {
      throw CapstanException.of(
          Failure.LIMIT_EXCEEDED,
          "value bytes: %d, limit max_value_bytes of keyspace '%s' = %d"
              .formatted(seen, keyspace.getName(), longest));
    }
  }

  private static Shard shardOf(ClusterState state, Operation operation) {
    return switch (operation.getKindCase()) {
      case GET -> shardOf(state, operation.getGet().getKey());
      case PUT -> shardOf(state, operation.getPut().getKey());
      case DELETE -> shardOf(state, operation.getDelete().getKey());
      case COMPARE_AND_SET -> shardOf(state, operation.getCompareAndSet().getKey());
      case INCREMENT -> shardOf(state, operation.getIncrement().getKey());
      case BATCH_GET -> shardOfAll(state, operation.getBatchGet().getKeysList());
      case BATCH_WRITE -> shardOfAll(state, StrongWrites.keys(operation.getBatchWrite()));
      case SCAN -> state.shard(operation.getScan().getShard());
      case OPEN_SESSION -> state.shard(operation.getOpenSession().getShard());
      case KIND_NOT_SET ->
          throw CapstanException.of(
              Failure.OPERATION_UNSUPPORTED, "the operation is of a kind this node does not know");
    };
  }

  private static Shard shardOf(ClusterState state, ByteString key) {
    return state.shardOf(key.toByteArray());
  }

  private static Shard shardOfAll(ClusterState state, List<ByteString> keys) {
    Shard first = shardOf(state, keys.get(0));
    for (ByteString key : keys) {
      Shard shard = shardOf(state, key);
      if (shard.getId() != first.getId()) {
        throw CapstanException.of(
            Failure.CROSS_SHARD,
            "the keys of the batch lie in shards %d and %d; a batch is atomic inside one shard, so send one per shard"
                .formatted(first.getId(), shard.getId()));
      }
    }
    return first;
  }

  private Response measured(Request request, Response response, long began) {
    var operation = request.operation().getKindCase();
    Level level = request.header().getLevel();
    long elapsed = ticker.nanos() - began;
    // Names that senders make up would use the labels up.
    String named = request.header().getKeyspace();
    String keyspace = cluster.get().hasKeyspace(named) ? named : "";
    if (response.outcome().hasError()) {
      Failure failure = Failure.of(response.outcome().getError().getCode());
      metrics.requestFailed(operation, level, keyspace, elapsed, failure);
    } else {
      metrics.requestDone(operation, level, keyspace, elapsed);
    }
    return response;
  }
}
