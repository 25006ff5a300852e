package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.Written;
import io.capstan.session.SessionToken;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Receipt;

/**
 * What goes with one outcome: the part of the session token that it adds, and, when asked for, the
 * receipt.
 *
 * <p>A receipt holds only what was observed while the request was served.
 */
final class Receipts {
  private final ClusterState state;
  private final String self;
  private final Request request;
  private final ShardReplica replica;

  Receipts(ClusterState state, String self, Request request, ShardReplica replica) {
    this.state = state;
    this.self = self;
    this.request = request;
    this.replica = replica;
  }

  /** The answer to a write whose entry was applied here, by the leader that proposed it. */
  Response written(Operation operation, Written written) {
    Outcome outcome = StrongWrites.outcome(operation, written.outcome());
    var header = OutcomeHeader.newBuilder().setSession(sessionPart(written.position().index()));
    if (request.header().getWantReceipt()) {
      header.setReceipt(
          common()
              .setLevelAsked(Level.LEVEL_UNSPECIFIED)
              .setLevelGiven(Level.LEVEL_STRONG)
              .setByLeader(true)
              .setLogIndex(written.position().index())
              .setTerm(written.position().term())
              .setVersion(written.outcome().getVersion())
              .setPath(Receipt.Path.PATH_LOG));
    }
    return new Response(header.build(), outcome);
  }

  /**
   * The answer to a read.
   *
   * @param given the level that was kept to
   * @param index a log index that is not before anything that the read saw
   * @param version of the row, empty for none or for several
   */
  Response read(ReadPoint point, Level given, long index, ByteString version, Outcome outcome) {
    var header = OutcomeHeader.newBuilder().setSession(sessionPart(index));
    if (request.header().getWantReceipt()) {
      Receipt.Builder receipt =
          common()
              .setLevelAsked(request.header().getLevel())
              .setLevelGiven(given)
              .setByLeader(point.byLeader())
              .setLogIndex(Math.max(0, index))
              .setTerm(point.term())
              .setVersion(version)
              .addAllReplicas(point.replicas())
              .setPath(path(point.path()))
              .setWaitedMicros(point.waitedMicros());
      point.stalenessBoundMillis().ifPresent(receipt::setStalenessBoundMillis);
      header.setReceipt(receipt);
    }
    return new Response(header.build(), outcome);
  }

  private static Receipt.Path path(ReadPoint.Path path) {
    return switch (path) {
      case TERM_CHECK -> Receipt.Path.PATH_TERM_CHECK;
      case LOG -> Receipt.Path.PATH_LOG;
      case LOCAL -> Receipt.Path.PATH_LOCAL;
    };
  }

  private Receipt.Builder common() {
    return Receipt.newBuilder()
        .setServedBy(self)
        .setShard(replica.shard().getId())
        .setEpoch(state.epoch());
  }

  /** Nothing for a replica that has applied no entry yet: it showed nothing to be remembered. */
  private ByteString sessionPart(long index) {
    if (index <= 0) {
      return ByteString.EMPTY;
    }
    return UnsafeByteOperations.unsafeWrap(
        SessionToken.empty(state.fingerprint())
            .withStrong(replica.shard().getLineage(), index)
            .toBytes());
  }
}
