package io.capstan.server.core;

import com.google.protobuf.ByteString;
import io.capstan.version.Version;

/**
 * What a key holds.
 *
 * @param flags one byte of bits that say how to read the payload; 0: the user's own bytes
 * @param expiryMillis the shard time from which the row is gone; 0: never
 * @param version names the write that made the row
 * @param payload the user's value
 */
public record Row(int flags, long expiryMillis, Version version, ByteString payload) {
  /** The bit of a row that says that its key was deleted. In EVENTUAL keyspaces only. */
  public static final int DELETED = 1;

  public Row {
    if (flags < 0 || flags > 0xFF) {
      throw new IllegalArgumentException("flags are one byte, not " + flags);
    }
    if (expiryMillis < 0) {
      throw new IllegalArgumentException("expiryMillis is " + expiryMillis + ", below 0");
    }
  }

  /** A row of the user's own bytes that never expires. */
  public static Row of(Version version, ByteString payload) {
    return new Row(0, 0, version, payload);
  }

  /** What a delete leaves in an EVENTUAL keyspace. */
  public static Row tombstone(Version version) {
    return new Row(DELETED, 0, version, ByteString.EMPTY);
  }

  public boolean isDeleted() {
    return (flags & DELETED) != 0;
  }

  /** Whether a reader finds a value in it, at a moment of the clock that its expiry goes by. */
  public boolean isLiveAt(long nowMillis) {
    return !isDeleted() && (expiryMillis == 0 || nowMillis < expiryMillis);
  }
}
