package io.capstan.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row's value, the version it was read in, and when it expires. Equal when all are equal, byte by
 * byte.
 *
 * @param bytes the receiver's own; not copied again
 * @param version opaque; two writes of a key never have the same
 * @param expiresAt when the row is gone, to the millisecond: in a STRONG keyspace by the clocks of
 *     its shard's leaders; empty: never
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Value(byte[] bytes, byte[] version, Optional<Instant> expiresAt) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Value that
        && Arrays.equals(bytes, that.bytes)
        && Arrays.equals(version, that.version)
        && expiresAt.equals(that.expiresAt);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(bytes) + Arrays.hashCode(version)) + expiresAt.hashCode();
  }
}
