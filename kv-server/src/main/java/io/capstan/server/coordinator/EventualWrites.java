package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.Quorums;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.v1.DeleteResult;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Put;
import io.capstan.v1.PutResult;
import io.capstan.version.Stamp;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Writes in EVENTUAL keyspaces: a row under its client's stamp, or a tombstone, to all replicas.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class EventualWrites {
  private final SliceQuorums quorum;
  private final WriteStamps stamps;

  EventualWrites(SliceQuorums quorum, WriteStamps stamps) {
    this.quorum = quorum;
    this.stamps = stamps;
  }

  CompletionStage<Response> write(EventualContext context) {
    Operation operation = context.request().operation();
    ReplicaKey key = context.key(key(operation));
    List<String> nodes = context.replicas(key.slice());
    int needed = needed(context, nodes.size());
    Stamp stamp = stamps.of(context.header().getStamp());
    Row row = row(operation, stamp);
    return quorum
        .write(key, row, nodes, needed, context.request().deadlineNanos())
        .thenApply(done -> response(context, key, needed, stamp, done));
  }

  private static ByteString key(Operation operation) {
    return operation.hasPut() ? operation.getPut().getKey() : operation.getDelete().getKey();
  }

  private static int needed(EventualContext context, int replicas) {
    KeyspaceOptions options = context.keyspace().getOptions();
    int needed = Quorums.needed(context.header().getQuorum(), options.getWriteQuorum(), replicas);
    if (needed < options.getMinWrite()) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "the write would wait for %d of %d replicas; keyspace '%s' wants at least %d (min_write)"
              .formatted(needed, replicas, context.keyspace().getName(), options.getMinWrite()));
    }
    return needed;
  }

  /** A row's life is counted from its stamp, so that a retry makes the same row. */
  private static Row row(Operation operation, Stamp stamp) {
    if (operation.hasDelete()) {
      return Row.tombstone(stamp);
    }
    Put put = operation.getPut();
    long ttl = put.getTtlMillis();
    long expiry = ttl == 0 ? 0 : Math.addExact(stamp.time().millis(), ttl);
    return new Row(0, expiry, stamp, put.getValue());
  }

  private static Response response(
      EventualContext context, ReplicaKey key, int needed, Stamp stamp, WriteResult done) {
    var header =
        OutcomeHeader.newBuilder()
            .setSession(ByteString.copyFrom(context.seen(key.key(), stamp).toBytes()));
    if (context.header().getWantReceipt()) {
      header.setReceipt(
          context
              .receipt(key.slice(), done.stored(), needed)
              .setLevelAsked(Level.LEVEL_UNSPECIFIED)
              .setLevelGiven(Level.LEVEL_EVENTUAL)
              .setVersion(EventualContext.bytes(stamp))
              .addAllHinted(new TreeSet<>(done.hinted())));
    }
    return new Response(header.build(), outcome(context.request().operation(), stamp, done));
  }

  private static Outcome outcome(Operation operation, Stamp stamp, WriteResult done) {
    ByteString version = EventualContext.bytes(stamp);
    if (operation.hasPut()) {
      var result = PutResult.newBuilder().setVersion(version).setSuperseded(done.superseded());
      return Outcome.newBuilder().setPut(result).build();
    }
    var result =
        DeleteResult.newBuilder()
            .setExisted(done.existed())
            .setVersion(version)
            .setSuperseded(done.superseded());
    return Outcome.newBuilder().setDelete(result).build();
  }
}
