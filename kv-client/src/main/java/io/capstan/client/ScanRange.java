package io.capstan.client;

import com.google.protobuf.ByteString;

/**
 * Which rows a scan gives, in unsigned byte order of their keys.
 *
 * @param prefix only keys that begin with it; empty: all
 * @param start first key wanted; empty: from the beginning
 * @param end first key no longer wanted; empty: to the end
 * @param limit most rows in all; 0: no limit
 * @param keysOnly whether to leave the values out
 */
public record ScanRange(
    ByteString prefix, ByteString start, ByteString end, long limit, boolean keysOnly) {
  private static final ScanRange ALL =
      new ScanRange(ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY, 0, false);

  public ScanRange {
    if (limit < 0) {
      throw new IllegalArgumentException("a scan's limit must be at least 0, not " + limit);
    }
  }

  public static ScanRange all() {
    return ALL;
  }

  public static ScanRange prefix(byte[] prefix) {
    return new ScanRange(ByteString.copyFrom(prefix), ByteString.EMPTY, ByteString.EMPTY, 0, false);
  }

  public ScanRange from(byte[] start) {
    return new ScanRange(prefix, ByteString.copyFrom(start), end, limit, keysOnly);
  }

  public ScanRange to(byte[] end) {
    return new ScanRange(prefix, start, ByteString.copyFrom(end), limit, keysOnly);
  }

  public ScanRange limit(long limit) {
    return new ScanRange(prefix, start, end, limit, keysOnly);
  }

  public ScanRange keysOnly(boolean keysOnly) {
    return new ScanRange(prefix, start, end, limit, keysOnly);
  }
}
