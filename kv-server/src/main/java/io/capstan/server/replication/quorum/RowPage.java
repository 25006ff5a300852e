package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows in key order.
 *
 * @param next the first key behind the page; null: there is none
 */
public record RowPage(List<Entry> rows, @Nullable ByteString next) {
  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  public RowPage {
    rows = List.copyOf(rows);
  }

  /** A row under the user's key. */
  public record Entry(ByteString key, Row row) {
    /** Its share of a page's bytes. */
    int bytes() {
      return key.size() + row.payload().size();
    }
  }

  /**
   * The rows of several replicas' pages before the first place at which one of those ends, the
   * later one of each key.
   *
   * @param pages of one start
   * @param rowsMax the most rows, 1 or more
   * @param bytesMax where it ends early, after one row at least
   */
  public static RowPage merge(Collection<RowPage> pages, int rowsMax, long bytesMax) {
    ByteString end =
        pages.stream().flatMap(page -> Stream.ofNullable(page.next())).min(ORDER).orElse(null);
    List<Entry> rows = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<ByteString, Row> row : before(end, pages).entrySet()) {
      if (rows.size() == rowsMax || bytes >= bytesMax) {
        return new RowPage(rows, row.getKey());
      }
      Entry entry = new Entry(row.getKey(), row.getValue());
      rows.add(entry);
      bytes += entry.bytes();
    }
    return new RowPage(rows, end);
  }

  private static NavigableMap<ByteString, Row> before(
      @Nullable ByteString end, Collection<RowPage> pages) {
    NavigableMap<ByteString, Row> merged = new TreeMap<>(ORDER);
    for (RowPage page : pages) {
      for (Entry entry : page.rows()) {
        merged.merge(entry.key(), entry.row(), (a, b) -> LastWriteWins.merge(a, b).row());
      }
    }
    return end == null ? merged : merged.headMap(end, false);
  }
}
