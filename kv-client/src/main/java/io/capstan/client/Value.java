package io.capstan.client;

import java.util.Arrays;

/**
 * A row's value and the version it was read in. Equal when both are equal byte by byte.
 *
 * @param bytes the receiver's own; not copied again
 * @param version opaque; two writes of a key never have the same
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Value(byte[] bytes, byte[] version) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Value that
        && Arrays.equals(bytes, that.bytes)
        && Arrays.equals(version, that.version);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(version);
  }
}
