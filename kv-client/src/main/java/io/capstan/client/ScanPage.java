package io.capstan.client;

import java.util.List;

/**
 * Some rows of a scan.
 *
 * @param rows in key order, after those of earlier pages; may be empty on the last page only
 * @param last whether the scan ends with this page
 * @param receipts of the shard pages fetched for this one, when they were asked for
 */
public record ScanPage(List<Row> rows, boolean last, List<Receipt> receipts) {
  public ScanPage {
    rows = List.copyOf(rows);
    receipts = List.copyOf(receipts);
  }
}
