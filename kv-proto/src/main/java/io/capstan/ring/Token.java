package io.capstan.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The place of a key on the ring: the first 64 bits of its MurmurHash3 x64 128 with seed 0, read as
 * an unsigned number.
 *
 * <p>The function is fixed for ever: rows lie where it put them. The top eight bits of a token are
 * its slice, one of {@value #SLICES} equal parts of the ring, which are the unit of placement
 * (DeCandia et al., <em>Dynamo</em>, 2007, section 6.2, strategy 3).
 *
 * <p>The hash is Austin Appleby's {@code MurmurHash3_x64_128}, which is in the public domain.
 */
public final class Token {
  /** How many slices the ring has. */
  public static final int SLICES = 256;

  private static final int SLICE_SHIFT = Long.SIZE - 8;
  private static final int BLOCK_BYTES = 16;
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private Token() {}

  /** The token of a key. Compare tokens with {@link Long#compareUnsigned}. */
  public static long of(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    long h1 = 0;
    long h2 = 0;
    while (bytes.remaining() >= BLOCK_BYTES) {
      h1 ^= mixFirst(bytes.getLong());
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond(bytes.getLong());
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    // A missing word mixes to 0.
    h1 ^= mixFirst(tailWord(bytes));
    h2 ^= mixSecond(tailWord(bytes));
    return finish(h1 ^ key.length, h2 ^ key.length);
  }

  /** The slice of a key, 0 to 255. */
  public static int sliceOf(byte[] key) {
    return (int) (of(key) >>> SLICE_SHIFT);
  }

  /** The lowest token of a slice. */
  static long startOf(int slice) {
    return (long) slice << SLICE_SHIFT;
  }

  /** Up to eight of the remaining bytes as a little-endian number. */
  private static long tailWord(ByteBuffer bytes) {
    long word = 0;
    for (int shift = 0; shift < Long.SIZE && bytes.hasRemaining(); shift += Byte.SIZE) {
      word |= (bytes.get() & 0xffL) << shift;
    }
    return word;
  }

  private static long mixFirst(long word) {
    return Long.rotateLeft(word * C1, 31) * C2;
  }

  private static long mixSecond(long word) {
    return Long.rotateLeft(word * C2, 33) * C1;
  }

  private static long finish(long h1, long h2) {
    long sum = h1 + h2;
    return avalanche(sum) + avalanche(sum + h2);
  }

  private static long avalanche(long word) {
    long mixed = (word ^ (word >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
