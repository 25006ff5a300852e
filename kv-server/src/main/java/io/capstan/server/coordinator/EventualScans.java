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
import io.capstan.v1.Level;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.ArrayList;
import java.util.Comparator;
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
 * <p>A page has the merged rows of as many replicas of each slice as a read of one row would ask.
 * At level SESSION it has those of all replicas once the session has seen anything of EVENTUAL
 * keyspaces, because a token does not say which keys a page should have had. A page may be empty,
 * deleted rows being left out, and not be the last.
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
    Scan scan = context.request().operation().getScan();
    Set<String> nodes = nodes(context, scan, level);
    PageRequest page = page(context, scan);
    long left = Math.max(1, context.request().deadlineNanos() - ticker.nanos());
    return pages(nodes, page)
        .orTimeout(left, TimeUnit.NANOSECONDS)
        .handle((all, failure) -> failure == null ? all : refuse(nodes, failure))
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

  private static List<RowPage> refuse(Set<String> nodes, Throwable failure) {
    String why =
        failure instanceof TimeoutException
            ? "not all answered in time"
            : CapstanException.from(failure).error().getMessage();
    throw CapstanException.of(
        Failure.UNAVAILABLE,
        "a page needs the rows of all of %s (%s); at level eventual, or without a session, R replicas of each slice will do, and at quorum one the rows of one node"
            .formatted(new TreeSet<>(nodes), why));
  }

  private Set<String> nodes(EventualContext context, Scan scan, Level level) {
    if (scan.getSlicesCount() == 0) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT, "a scan of an EVENTUAL keyspace names the slices it wants");
    }
    boolean all = level == Level.LEVEL_SESSION && context.session().hasStamps();
    Set<String> nodes = new LinkedHashSet<>();
    for (int slice : scan.getSlicesList()) {
      List<String> replicas = context.replicas(slice);
      int needed = all ? replicas.size() : EventualReads.needed(context, level, replicas.size());
      nodes.addAll(chosen(replicas, needed, nodes));
    }
    return nodes;
  }

  /** Those that are asked anyway come first, then those that seem to be there. */
  private List<String> chosen(List<String> replicas, int needed, Set<String> asked) {
    return replicas.stream()
        .sorted(
            Comparator.comparingInt(
                node -> asked.contains(node) ? 0 : quorum.isReachable(node) ? 1 : 2))
        .limit(needed)
        .toList();
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
