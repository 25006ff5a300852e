package io.capstan.client;

import java.util.Arrays;

/**
 * One row of a scan. Equal when all parts are equal byte by byte.
 *
 * @param key the receiver's own, as the other two; not copied again
 * @param value empty with {@link ScanRange#keysOnly()}
 * @param version opaque
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Row(byte[] key, byte[] value, byte[] version) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Row that
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && Arrays.equals(version, that.version);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(value)) + Arrays.hashCode(version);
  }
}
