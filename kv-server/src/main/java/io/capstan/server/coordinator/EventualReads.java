package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.ring.Token;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins;
import io.capstan.server.core.quorum.Quorums;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.quorum.ReadResult;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.session.SessionToken;
import io.capstan.v1.BatchGetResult;
import io.capstan.v1.GetResult;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.version.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads of single rows in EVENTUAL keyspaces, one by one or several at a time.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class EventualReads {
  private final SliceQuorums quorum;
  private final ClockSkew skew;

  EventualReads(SliceQuorums quorum, ClockSkew skew) {
    this.quorum = quorum;
    this.skew = skew;
  }

  /** One row, merged, with what it showed to the session. */
  private record Seen(ReplicaKey key, int needed, ReadResult result) {
    Optional<Row> row() {
      return result.row();
    }

    Optional<Stamp> stamp() {
      return row().map(LastWriteWins::stamp);
    }
  }

  CompletionStage<Response> get(EventualContext context) {
    Level level = level(context);
    ByteString key = context.request().operation().getGet().getKey();
    return read(context, level, context.session(), key)
        .thenApply(
            seen -> {
              GetResult result = result(seen, skew.judge());
              return response(
                  context, level, List.of(seen), Outcome.newBuilder().setGet(result).build());
            });
  }

  /** The rows of several keys, each read on its own: not all at one moment. */
  CompletionStage<Response> batchGet(EventualContext context) {
    Level level = level(context);
    SessionToken session = context.session();
    CompletionStage<List<Seen>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (ByteString key : context.request().operation().getBatchGet().getKeysList()) {
      all =
          all.thenCombine(
              read(context, level, session, key),
              (rows, row) -> {
                rows.add(row);
                return rows;
              });
    }
    return all.thenApply(
        rows -> {
          var results = BatchGetResult.newBuilder();
          ClockSkew.Judge judge = skew.judge();
          rows.forEach(row -> results.addResults(result(row, judge)));
          return response(context, level, rows, Outcome.newBuilder().setBatchGet(results).build());
        });
  }

  private CompletionStage<Seen> read(
      EventualContext context, Level level, SessionToken session, ByteString userKey) {
    ReplicaKey key = context.key(userKey);
    List<String> nodes = context.replicas(key.slice());
    int needed = needed(context, level, nodes.size());
    SessionFloor floor =
        level == Level.LEVEL_SESSION
            ? new SessionFloor(
                session.exact(context.incarnation(), Token.of(userKey.toByteArray())),
                session.evicted())
            : SessionFloor.NONE;
    return quorum
        .read(key, nodes, needed, floor, context.request().deadlineNanos())
        .thenApply(result -> new Seen(key, needed, result));
  }

  /**
   * The level that a read is served at.
   *
   * @throws CapstanException LEVEL_UNSUPPORTED for STRONG
   */
  static Level level(EventualContext context) {
    Level asked = context.header().getLevel();
    Level usual = context.keyspace().getOptions().getDefaultLevel();
    Level level = asked == Level.LEVEL_UNSPECIFIED ? usual : asked;
    if (level == Level.LEVEL_STRONG) {
      throw CapstanException.of(
          Failure.LEVEL_UNSUPPORTED,
          "keyspace '%s' is EVENTUAL: it has no STRONG reads. Read at level session or bounded, or keep the rows in a STRONG keyspace"
              .formatted(context.keyspace().getName()));
    }
    return level == Level.LEVEL_UNSPECIFIED ? Level.LEVEL_SESSION : level;
  }

  /** R; BOUNDED asks so many replicas that one of them has every acknowledged write. */
  static int needed(EventualContext context, Level level, int replicas) {
    KeyspaceOptions options = context.keyspace().getOptions();
    int needed = Quorums.needed(context.header().getQuorum(), options.getReadQuorum(), replicas);
    return level == Level.LEVEL_BOUNDED
        ? Math.max(needed, Quorums.overlapping(replicas, Math.max(1, options.getMinWrite())))
        : needed;
  }

  private static GetResult result(Seen seen, ClockSkew.Judge judge) {
    Row row = seen.row().filter(judge::isLive).orElse(null);
    return row == null
        ? GetResult.getDefaultInstance()
        : GetResult.newBuilder()
            .setFound(true)
            .setValue(row.payload())
            .setVersion(EventualContext.bytes(LastWriteWins.stamp(row)))
            .setExpiresAtMillis(row.expiryMillis())
            .build();
  }

  private static Response response(
      EventualContext context, Level given, List<Seen> rows, Outcome outcome) {
    SessionToken seen = SessionToken.empty(context.state().fingerprint());
    Set<String> replicas = new TreeSet<>();
    for (Seen row : rows) {
      replicas.addAll(row.result().answered());
      if (row.stamp().isPresent()) {
        seen = seen.merge(context.seen(row.key().key(), row.stamp().get()));
      }
    }
    var header = OutcomeHeader.newBuilder();
    if (!seen.isEmpty()) {
      header.setSession(ByteString.copyFrom(seen.toBytes()));
    }
    if (context.header().getWantReceipt()) {
      header.setReceipt(receipt(context, given, rows, replicas));
    }
    return new Response(header.build(), outcome);
  }

  private static io.capstan.v1.Receipt receipt(
      EventualContext context, Level given, List<Seen> rows, Set<String> replicas) {
    Seen first = rows.get(0);
    var receipt =
        context.receipt(first.key().slice(), replicas, first.needed()).setLevelGiven(given);
    if (rows.size() == 1) {
      first.stamp().ifPresent(stamp -> receipt.setVersion(EventualContext.bytes(stamp)));
    }
    if (given == Level.LEVEL_BOUNDED) {
      receipt.setStalenessBoundMillis(0);
    }
    return receipt.build();
  }
}
