package io.capstan.server.replication.quorum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A sum over the rows of a slice that does not depend on their order: replicas with the same rows
 * have the same sum (protocols.md Q9, over a whole slice).
 *
 * @param rows how many rows
 * @param high sum of the first words of the rows' hashes, modulo 2^64
 * @param low sum of the second words
 */
public record SliceSum(long rows, long high, long low) {
  /** Of no rows. */
  public static final SliceSum EMPTY = new SliceSum(0, 0, 0);

  /** The sum over the rows of both. */
  public SliceSum plus(SliceSum other) {
    return new SliceSum(rows + other.rows, high + other.high, low + other.low);
  }

  /**
   * This sum and one more row, as it is on disk.
   *
   * @param sha256 used here alone
   */
  SliceSum plus(byte[] key, byte[] value, MessageDigest sha256) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, key.length));
    sha256.update(key);
    ByteBuffer hash = ByteBuffer.wrap(sha256.digest(value));
    return new SliceSum(rows + 1, high + hash.getLong(), low + hash.getLong());
  }
}
