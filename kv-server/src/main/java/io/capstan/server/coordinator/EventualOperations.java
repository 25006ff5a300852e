package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.v1.Keyspace;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Operations in EVENTUAL keyspaces, coordinated by this node, which must hold a replica.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class EventualOperations {
  private final String self;
  private final EventualReads reads;
  private final EventualWrites writes;
  private final EventualScans scans;

  /**
   * Makes the operations of one node.
   *
   * @param skew judges expiry
   * @param workers merge the pages of scans
   */
  public EventualOperations(
      String self, SliceQuorums quorum, ClockSkew skew, WriteStamps stamps, Executor workers) {
    this.self = self;
    this.reads = new EventualReads(quorum, skew);
    this.writes = new EventualWrites(quorum, stamps);
    this.scans = new EventualScans(quorum, skew, workers);
  }

  CompletionStage<Response> execute(ClusterState state, Keyspace keyspace, Request request) {
    EventualContext context = new EventualContext(state, self, keyspace, request);
    return switch (request.operation().getKindCase()) {
      case GET -> reads.get(context);
      case BATCH_GET -> reads.batchGet(context);
      case SCAN -> scans.scan(context);
      case PUT, DELETE -> writes.write(context);
      default ->
          throw CapstanException.of(
              Failure.OPERATION_UNSUPPORTED,
              "keyspace '%s' is EVENTUAL: compare-and-set, increment and atomic batches need a STRONG keyspace"
                  .formatted(keyspace.getName()));
    };
  }
}
