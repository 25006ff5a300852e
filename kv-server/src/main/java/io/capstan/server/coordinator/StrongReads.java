package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.server.core.Row;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.RowReader;
import io.capstan.session.SessionToken;
import io.capstan.v1.BatchGetResult;
import io.capstan.v1.GetResult;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads in STRONG keyspaces: first a point in the shard's log that the level allows, then the rows
 * at or after it.
 *
 * <p>A read may see more than its point: rows move on meanwhile. What goes into the session token
 * is therefore taken after the rows were read, and is never before what they show.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class StrongReads {
  private final String self;
  private final Executor readers;

  /**
   * Makes the reads of one node.
   *
   * @param readers reads rows of requests that had to wait for their point
   */
  public StrongReads(String self, Executor readers) {
    this.self = self;
    this.readers = readers;
  }

  CompletionStage<Response> read(
      ClusterState state, ShardReplica replica, Keyspace keyspace, Request request) {
    OperationHeader header = request.header();
    Level level = level(header, keyspace);
    long floor = 0;
    if (level == Level.LEVEL_SESSION) {
      floor = floor(state, replica, header.getSession());
      if (floor == SessionToken.READ_STRONG) {
        level = Level.LEVEL_STRONG;
      }
    }
    Level given = level;
    CompletionStage<ReadPoint> point =
        replica
            .log()
            .readPoint(level, floor, header.getMaxStalenessMillis(), request.deadlineNanos());
    Answer answer = new Answer(state, replica, keyspace.getIncarnation(), request, given);
    return point.toCompletableFuture().isDone()
        ? point.thenApply(answer::at)
        : point.thenApplyAsync(answer::at, readers);
  }

  private static Level level(OperationHeader header, Keyspace keyspace) {
    if (header.getLevel() != Level.LEVEL_UNSPECIFIED) {
      return header.getLevel();
    }
    Level usual = keyspace.getOptions().getDefaultLevel();
    return usual == Level.LEVEL_UNSPECIFIED ? Level.LEVEL_SESSION : usual;
  }

  private static long floor(ClusterState state, ShardReplica replica, ByteString token) {
    if (token.isEmpty()) {
      return 0;
    }
    SessionToken session = SessionToken.parse(token.toByteArray());
    if (session.clusterFingerprint() != state.fingerprint()) {
      throw CapstanException.of(
          Failure.TOKEN_FOREIGN,
          "the session token comes from another cluster; start a new session for this one");
    }
    return session.strongFloor(replica.shard().getLineage());
  }

  /** Reads the rows of one request, once its point is known. */
  private final class Answer {
    private final ShardReplica replica;
    private final int incarnation;
    private final Request request;
    private final Level given;
    private final Receipts receipts;

    Answer(
        ClusterState state, ShardReplica replica, int incarnation, Request request, Level given) {
      this.replica = replica;
      this.incarnation = incarnation;
      this.request = request;
      this.given = given;
      this.receipts = new Receipts(state, self, request, replica);
    }

    Response at(ReadPoint point) {
      ByteString version = ByteString.EMPTY;
      Outcome.Builder outcome = Outcome.newBuilder();
      switch (request.operation().getKindCase()) {
        case GET -> {
          GetResult result =
              result(replica.rows().get(incarnation, request.operation().getGet().getKey()));
          version = result.getVersion();
          outcome.setGet(result);
        }
        case BATCH_GET ->
            outcome.setBatchGet(batch(request.operation().getBatchGet().getKeysList()));
        case SCAN -> outcome.setScan(scan(request.operation().getScan()));
        default -> throw new AssertionError(request.operation().getKindCase());
      }
      long seen = Math.max(point.index(), replica.log().visibleIndex());
      return receipts.read(point, given, seen, version, outcome.build());
    }

    private BatchGetResult batch(List<ByteString> keys) {
      var results = BatchGetResult.newBuilder();
      for (Optional<Row> row : replica.rows().getAll(incarnation, keys).rows()) {
        results.addResults(result(row.orElse(null)));
      }
      return results.build();
    }

    private ScanResult scan(Scan scan) {
      var range =
          new RowReader.ScanRange(incarnation, scan.getPrefix(), scan.getStart(), scan.getEnd());
      int limit = scan.getLimit() == 0 ? Limits.SCAN_ROWS_MAX : scan.getLimit();
      var bounds = new RowReader.ScanLimit(limit, Limits.SCAN_BYTES_MAX, scan.getKeysOnly());
      RowReader.Page page = replica.rows().scan(range, bounds).rows();
      var result = ScanResult.newBuilder();
      for (RowReader.KeyedRow found : page.rows()) {
        result.addRows(
            ScanResult.Row.newBuilder()
                .setKey(found.key())
                .setValue(found.row().payload())
                .setVersion(wrapped(found.row())));
      }
      if (page.next() != null) {
        result.setNext(page.next());
      }
      return result.build();
    }

    private static GetResult result(@Nullable Row row) {
      return row == null
          ? GetResult.getDefaultInstance()
          : GetResult.newBuilder()
              .setFound(true)
              .setValue(row.payload())
              .setVersion(wrapped(row))
              .setExpiresAtMillis(row.expiryMillis())
              .build();
    }

    private static ByteString wrapped(Row row) {
      return UnsafeByteOperations.unsafeWrap(row.version().toBytes());
    }
  }
}
