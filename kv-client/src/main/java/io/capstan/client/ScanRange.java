package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;

/**
 * Which rows a scan gives, in unsigned byte order of their keys.
 *
 * @param prefix only keys that begin with it; empty: all
 * @param start first key wanted; empty: from the beginning
 * @param end first key no longer wanted; empty: to the end
 * @param limit most rows in all; 0: no limit
 * @param keysOnly whether to leave the values out
 * @param pageRows most rows in a page, 1 to {@link Limits#SCAN_ROWS_MAX}
 */
public record ScanRange(
    ByteString prefix,
    ByteString start,
    ByteString end,
    long limit,
    boolean keysOnly,
    int pageRows) {
  private static final int PAGE_ROWS = 256;

  private static final ScanRange ALL =
      new ScanRange(ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY, 0, false, PAGE_ROWS);

  public ScanRange {
    if (limit < 0) {
      throw new IllegalArgumentException("a scan's limit must be at least 0, not " + limit);
    }
    if (pageRows < 1 || pageRows > Limits.SCAN_ROWS_MAX) {
      throw new IllegalArgumentException(
          "a page has 1 to " + Limits.SCAN_ROWS_MAX + " rows, not " + pageRows);
    }
  }

  public static ScanRange all() {
    return ALL;
  }

  public static ScanRange prefix(byte[] prefix) {
    return new ScanRange(
        ByteString.copyFrom(prefix), ByteString.EMPTY, ByteString.EMPTY, 0, false, PAGE_ROWS);
  }

  public ScanRange from(byte[] start) {
    return new ScanRange(prefix, ByteString.copyFrom(start), end, limit, keysOnly, pageRows);
  }

  public ScanRange to(byte[] end) {
    return new ScanRange(prefix, start, ByteString.copyFrom(end), limit, keysOnly, pageRows);
  }

  /**
   * Goes on where an earlier scan of this prefix and end stood.
   *
   * @throws CapstanException INVALID_ARGUMENT when that scan was of another range
   */
  public ScanRange from(ScanPosition position) {
    if (!position.isOf(this)) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "the position is of a scan of another prefix or end; give the same ones");
    }
    return new ScanRange(prefix, position.key(), end, limit, keysOnly, pageRows);
  }

  public ScanRange pageRows(int pageRows) {
    return new ScanRange(prefix, start, end, limit, keysOnly, pageRows);
  }

  public ScanRange limit(long limit) {
    return new ScanRange(prefix, start, end, limit, keysOnly, pageRows);
  }

  public ScanRange keysOnly(boolean keysOnly) {
    return new ScanRange(prefix, start, end, limit, keysOnly, pageRows);
  }
}
