package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.client.retry.Completion;
import io.capstan.client.routing.Target;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One scan: the pages of all shards, merged in unsigned byte order of the keys.
 *
 * <p>Every page of a shard is a read of its own, of the level asked for: rows of different pages
 * and of different shards may be of different moments. A page that fails may be asked for again.
 *
 * <p>Thread safety: one page at a time; the pages may be asked for by different threads.
 */
public final class Scanner {
  private final ShardedReads reads;
  private final ScanRange range;
  private List<Cursor> cursors = List.of();
  private boolean started;
  private long emitted;
  private Optional<ScanPosition> position = Optional.empty();

  Scanner(ShardedReads reads, ScanRange range) {
    this.reads = reads;
    this.range = range;
  }

  /** The next rows. After the last page: an empty page that is last again. */
  public CompletionStage<ScanPage> nextPage() {
    if (started) {
      return fill();
    }
    return reads.targets().thenCompose(this::start);
  }

  private CompletionStage<ScanPage> start(List<Target> targets) {
    started = true;
    cursors = targets.stream().map(target -> new Cursor(target, range.start())).toList();
    return fill();
  }

  private CompletionStage<ScanPage> fill() {
    if (left() == 0) {
      return CompletableFuture.completedFuture(new ScanPage(List.of(), true, next(), List.of()));
    }
    List<CompletableFuture<Completion>> fetches = new ArrayList<>();
    for (Cursor cursor : cursors) {
      if (cursor.rows.isEmpty() && !cursor.exhausted) {
        fetches.add(reads.scan(cursor.target, request(cursor)).thenApply(cursor::take));
      }
    }
    return ShardedReads.allOf(fetches).thenCompose(this::merge);
  }

  private Scan.Builder request(Cursor cursor) {
    return Scan.newBuilder()
        .setPrefix(range.prefix())
        .setStart(cursor.next)
        .setEnd(range.end())
        .setLimit((int) Math.min(left(), range.pageRows()))
        .setKeysOnly(range.keysOnly());
  }

  private CompletionStage<ScanPage> merge(List<Completion> fetched) {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < range.pageRows() && left() > 0 && everyShardHasSpoken()) {
      Optional<Cursor> least = least();
      if (least.isEmpty()) {
        break;
      }
      rows.add(Results.row(least.get().rows.remove()));
      emitted++;
    }
    if (!rows.isEmpty()) {
      position = Optional.of(ScanPosition.behind(range, rows.get(rows.size() - 1).key()));
    }
    boolean last = left() == 0 || isAtTheEnd();
    // A page may be cut short by its bytes, or by nothing but deleted rows: go on for the caller.
    return rows.isEmpty() && !last
        ? fill()
        : CompletableFuture.completedFuture(
            new ScanPage(rows, last, next(), reads.receipts(fetched)));
  }

  private Optional<ScanPosition> next() {
    return isAtTheEnd() ? Optional.empty() : position;
  }

  private boolean isAtTheEnd() {
    return started && cursors.stream().allMatch(Cursor::isDone);
  }

  /** Until then, a shard that has given nothing yet may still have the least key. */
  private boolean everyShardHasSpoken() {
    return cursors.stream().noneMatch(cursor -> cursor.rows.isEmpty() && !cursor.exhausted);
  }

  private Optional<Cursor> least() {
    return cursors.stream()
        .filter(cursor -> !cursor.rows.isEmpty())
        .min(Comparator.comparing(Cursor::key, ByteString.unsignedLexicographicalComparator()));
  }

  private long left() {
    return range.limit() == 0 ? Long.MAX_VALUE : range.limit() - emitted;
  }

  /** How far one shard has been read. */
  private static final class Cursor {
    final Target target;
    final ArrayDeque<ScanResult.Row> rows = new ArrayDeque<>();
    ByteString next;
    boolean exhausted;

    Cursor(Target target, ByteString start) {
      this.target = target;
      this.next = start;
    }

    Completion take(Completion completion) {
      ScanResult page = completion.outcome().getScan();
      rows.addAll(page.getRowsList());
      next = page.getNext();
      exhausted = next.isEmpty();
      return completion;
    }

    ByteString key() {
      return rows.element().getKey();
    }

    boolean isDone() {
      return exhausted && rows.isEmpty();
    }
  }
}
