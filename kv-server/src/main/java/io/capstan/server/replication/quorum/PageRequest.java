package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * The rows that a page of a scan is for.
 *
 * @param slices all held by the asked replica
 * @param prefix only keys that begin with it; empty: all
 * @param start first key wanted; empty: from the beginning
 * @param end first key no longer wanted; empty: to the end
 * @param rows the most rows in the page
 * @param bytes where the page ends early, in bytes of keys and payloads
 * @param versionsOnly without payloads
 */
public record PageRequest(
    int keyspaceIncarnation,
    List<Integer> slices,
    ByteString prefix,
    ByteString start,
    ByteString end,
    int rows,
    long bytes,
    boolean versionsOnly) {
  public PageRequest {
    slices = List.copyOf(slices);
    if (rows < 1 || bytes < 1) {
      throw new IllegalArgumentException("a page of " + rows + " rows, " + bytes + " bytes");
    }
  }
}
