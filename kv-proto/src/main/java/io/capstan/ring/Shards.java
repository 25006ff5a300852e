package io.capstan.ring;

import java.util.Objects;

/**
 * How the slices of the ring are shared out among a number of shards: each shard is one run of
 * slices, and the runs' lengths differ by at most one.
 */
public final class Shards {
  private Shards() {}

  /**
   * The shard that holds a key.
   *
   * @param shards 1 to {@link Token#SLICES}
   */
  public static int shardOf(byte[] key, int shards) {
    return shardOfSlice(Token.sliceOf(key), shards);
  }

  /** The shard that holds a slice, 0 to {@code shards} - 1. */
  public static int shardOfSlice(int slice, int shards) {
    checkShards(shards);
    return Objects.checkIndex(slice, Token.SLICES) * shards / Token.SLICES;
  }

  /** The first slice of a shard's run. */
  public static int firstSlice(int shard, int shards) {
    checkShards(shards);
    return start(Objects.checkIndex(shard, shards), shards);
  }

  /** The length of a shard's run. */
  public static int sliceCount(int shard, int shards) {
    return start(shard + 1, shards) - firstSlice(shard, shards);
  }

  static void checkShards(int shards) {
    if (shards < 1 || shards > Token.SLICES) {
      throw new IllegalArgumentException(shards + " shards, not 1 to " + Token.SLICES);
    }
  }

  /** Rounded up: the least slice for which {@link #shardOfSlice} gives the shard. */
  private static int start(int shard, int shards) {
    return (shard * Token.SLICES + shards - 1) / shards;
  }
}
