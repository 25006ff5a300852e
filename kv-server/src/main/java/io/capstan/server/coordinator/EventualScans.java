package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.runtime.Ticker;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins;
import io.capstan.server.replication.quorum.PageRequest;
import io.capstan.server.replication.quorum.QuorumOperations;
import io.capstan.server.replication.quorum.RowPage;
import io.capstan.session.SessionToken;
import io.capstan.v1.Level;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Quorum;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Pages of scans in EVENTUAL keyspaces, in key order over all the slices asked for.
 *
 * <p>What a page shows raises no floor of the session: its next page, and every read of other keys,
 * would need all replicas.
 *
 * <p>EVENTUAL: this node's rows. SESSION: the same while the session has seen nothing of EVENTUAL
 * keyspaces; otherwise the merged rows of all replicas, because a token does not say which keys a
 * page should have had. A page may be empty, deleted rows being left out, and not be the last.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class EventualScans {
  private final QuorumOperations quorum;
  private final ClockSkew skew;
  private final Ticker ticker;

  EventualScans(QuorumOperations quorum, ClockSkew skew, Ticker ticker) {
    this.quorum = quorum;
    this.skew = skew;
    this.ticker = ticker;
  }

  CompletionStage<Response> scan(EventualContext context) {
    Level level = EventualReads.level(context);
    if (level == Level.LEVEL_BOUNDED) {
      throw CapstanException.of(
          Failure.LEVEL_UNSUPPORTED,
          "an EVENTUAL keyspace is not scanned at level bounded; use session or eventual");
    }
    if (context.header().getQuorum() != Quorum.QUORUM_UNSPECIFIED) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "a scan takes no quorum: at level session it has the rows of all replicas when the session has seen any, otherwise those of one");
    }
    Scan scan = context.request().operation().getScan();
    Set<String> nodes = nodes(context, scan, level);
    PageRequest page = page(context, scan);
    long left = Math.max(1, context.request().deadlineNanos() - ticker.nanos());
    return pages(nodes, page)
        .orTimeout(left, TimeUnit.NANOSECONDS)
        .handle((all, failure) -> failure == null ? all : refuse(context, nodes, failure))
        .thenApply(all -> response(context, level, nodes, merge(all, page.rows())));
  }

  /** Fails as soon as one of them does, whoever else is still waited for. */
  private CompletableFuture<List<RowPage>> pages(Set<String> nodes, PageRequest page) {
    List<CompletableFuture<RowPage>> pages = new ArrayList<>();
    nodes.forEach(node -> pages.add(quorum.page(node, page).toCompletableFuture()));
    CompletableFuture<List<RowPage>> all =
        CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new))
            .thenApply(unused -> pages.stream().map(CompletableFuture::join).toList());
    for (CompletableFuture<RowPage> one : pages) {
      var unused =
          one.whenComplete(
              (rows, failure) -> {
                if (failure != null) {
                  all.completeExceptionally(failure);
                }
              });
    }
    return all;
  }

  private static List<RowPage> refuse(
      EventualContext context, Set<String> nodes, Throwable failure) {
    String why =
        failure instanceof TimeoutException
            ? "not all answered in time"
            : CapstanException.from(failure).error().getMessage();
    if (!nodes.equals(Set.of(context.self()))) {
      why =
          "the session has seen rows of EVENTUAL keyspaces, so that a page needs those of all of %s (%s); scan at level eventual, or without a session, to do with one"
              .formatted(new TreeSet<>(nodes), why);
    }
    throw CapstanException.of(Failure.UNAVAILABLE, why);
  }

  private static Set<String> nodes(EventualContext context, Scan scan, Level level) {
    if (scan.getSlicesCount() == 0) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT, "a scan of an EVENTUAL keyspace names the slices it wants");
    }
    SessionToken session = context.session();
    boolean all = level == Level.LEVEL_SESSION && session.hasStamps();
    Set<String> nodes = new LinkedHashSet<>();
    for (int slice : scan.getSlicesList()) {
      List<String> replicas = context.replicas(slice);
      nodes.addAll(all ? replicas : replicas.subList(0, 1));
    }
    return nodes;
  }

  private static PageRequest page(EventualContext context, Scan scan) {
    return new PageRequest(
        context.incarnation(),
        scan.getSlicesList(),
        scan.getPrefix(),
        scan.getStart(),
        scan.getEnd(),
        scan.getLimit() == 0 ? Limits.SCAN_ROWS_MAX : scan.getLimit(),
        Limits.SCAN_BYTES_MAX,
        scan.getKeysOnly());
  }

  /** The rows before the first place at which one of the pages ends. */
  private static RowPage merge(List<RowPage> pages, int rowsMax) {
    var order = ByteString.unsignedLexicographicalComparator();
    ByteString next = null;
    TreeMap<ByteString, Row> merged = new TreeMap<>(order);
    for (RowPage page : pages) {
      next = earlier(next, page.next());
      for (RowPage.Entry entry : page.rows()) {
        merged.merge(entry.key(), entry.row(), (a, b) -> LastWriteWins.merge(a, b).row());
      }
    }
    List<RowPage.Entry> rows = new ArrayList<>();
    for (Map.Entry<ByteString, Row> row : merged.entrySet()) {
      if (next != null && order.compare(row.getKey(), next) >= 0) {
        break;
      }
      if (rows.size() == rowsMax) {
        return new RowPage(rows, row.getKey());
      }
      rows.add(new RowPage.Entry(row.getKey(), row.getValue()));
    }
    return new RowPage(rows, next);
  }

  private static @Nullable ByteString earlier(@Nullable ByteString a, @Nullable ByteString b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return ByteString.unsignedLexicographicalComparator().compare(a, b) <= 0 ? a : b;
  }

  private Response response(EventualContext context, Level given, Set<String> nodes, RowPage page) {
    var result = ScanResult.newBuilder();
    for (RowPage.Entry entry : page.rows()) {
      var stamp = LastWriteWins.stamp(entry.row());
      if (skew.isLive(entry.row())) {
        result
            .addRowsBuilder()
            .setKey(entry.key())
            .setValue(entry.row().payload())
            .setVersion(EventualContext.bytes(stamp));
      }
    }
    if (page.next() != null) {
      result.setNext(page.next());
    }
    var header = OutcomeHeader.newBuilder();
    if (context.header().getWantReceipt()) {
      int shard = context.request().operation().getScan().getSlices(0);
      header.setReceipt(context.receipt(shard, nodes, nodes.size()).setLevelGiven(given));
    }
    return new Response(header.build(), Outcome.newBuilder().setScan(result).build());
  }
}
