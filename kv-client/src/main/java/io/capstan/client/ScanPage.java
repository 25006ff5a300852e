package io.capstan.client;

import java.util.List;
import java.util.Optional;

/**
 * Some rows of a scan.
 *
 * @param rows in key order, after those of earlier pages; may be empty on the last page only
 * @param last whether the scan ends with this page, at its limit or at its end
 * @param next where a scan goes on that begins behind this page; empty: there are no more rows
 * @param receipts of the shard pages fetched for this one, when they were asked for
 */
public record ScanPage(
    List<Row> rows, boolean last, Optional<ScanPosition> next, List<Receipt> receipts) {
  public ScanPage {
    rows = List.copyOf(rows);
    receipts = List.copyOf(receipts);
  }
}
