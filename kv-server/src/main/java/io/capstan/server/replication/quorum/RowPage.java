package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows in key order.
 *
 * @param next the first key behind the page; null: there is none
 */
public record RowPage(List<Entry> rows, @Nullable ByteString next) {
  public RowPage {
    rows = List.copyOf(rows);
  }

  /** A row under the user's key. */
  public record Entry(ByteString key, Row row) {}
}
