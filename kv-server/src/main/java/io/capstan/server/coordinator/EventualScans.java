package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.server.core.quorum.LastWriteWins;
import io.capstan.server.core.quorum.PageQuorum.Need;
import io.capstan.server.replication.quorum.PageRequest;
import io.capstan.server.replication.quorum.RowPage;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.v1.Level;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

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
  private final SliceQuorums quorum;
  private final ClockSkew skew;
  private final Executor workers;

  /**
   * Makes the scans of one node.
   *
   * @param workers merge pages, which is too much for the threads that they arrive on
   */
  EventualScans(SliceQuorums quorum, ClockSkew skew, Executor workers) {
    this.quorum = quorum;
    this.skew = skew;
    this.workers = workers;
  }

  CompletionStage<Response> scan(EventualContext context) {
    Level level = EventualReads.level(context);
    Scan scan = context.request().operation().getScan();
    List<Need> needs = needs(context, scan, level);
    PageRequest page = page(context, scan);
    return quorum
        .pages(page, needs, context.request().deadlineNanos())
        .thenApplyAsync(
            pages -> {
              RowPage merged = RowPage.merge(pages.values(), page.rows(), page.bytes());
              return new Response(
                  header(context, level, pages.keySet(), needs.get(0).count()),
                  Outcome.newBuilder().setScan(result(merged)).build());
            },
            workers);
  }

  /** What the slices need, in their order. */
  private static List<Need> needs(EventualContext context, Scan scan, Level level) {
    if (scan.getSlicesCount() == 0) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT, "a scan of an EVENTUAL keyspace names the slices it wants");
    }
    boolean all = level == Level.LEVEL_SESSION && context.session().hasStamps();
    List<Need> needs = new ArrayList<>();
    for (int slice : scan.getSlicesList()) {
      List<String> replicas = context.replicas(slice);
      int count = all ? replicas.size() : EventualReads.needed(context, level, replicas.size());
      needs.add(new Need(replicas, count));
    }
    return needs;
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

  private ScanResult result(RowPage page) {
    ClockSkew.Judge judge = skew.judge();
    var result = ScanResult.newBuilder();
    for (RowPage.Entry entry : page.rows()) {
      if (judge.isLive(entry.row())) {
        result
            .addRowsBuilder()
            .setKey(entry.key())
            .setValue(entry.row().payload())
            .setVersion(EventualContext.bytes(LastWriteWins.stamp(entry.row())));
      }
    }
    if (page.next() != null) {
      result.setNext(page.next());
    }
    return result.build();
  }

  private static OutcomeHeader header(
      EventualContext context, Level given, Set<String> nodes, int needed) {
    var header = OutcomeHeader.newBuilder();
    if (context.header().getWantReceipt()) {
      int shard = context.request().operation().getScan().getSlices(0);
      header.setReceipt(context.receipt(shard, nodes, needed).setLevelGiven(given));
    }
    return header.build();
  }
}
