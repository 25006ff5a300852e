package io.capstan.server.storage;

/**
 * What a {@link RocksRowStore} may use.
 *
 * @param memtableBytes size at which a memtable is written to a file
 * @param memtables how many may exist before writers have to wait
 * @param blockCacheBytes blocks of files kept in memory
 * @param writeAheadLog whether {@link RowStore#flush} brings a log of the batches to the disk,
 *     which is quick, or the memtables themselves; false where another log can repeat the batches
 */
public record RocksOptions(
    long memtableBytes, int memtables, long blockCacheBytes, boolean writeAheadLog) {
  /** For STRONG shards: the Raft log is the write-ahead log. */
  public static final RocksOptions STRONG = new RocksOptions(64L << 20, 2, 128L << 20, false);

  /** For EVENTUAL shards: nothing else can repeat what was lost. */
  public static final RocksOptions EVENTUAL = new RocksOptions(64L << 20, 2, 128L << 20, true);

  private static final long MEMTABLE_BYTES_MIN = 64L << 10;

  public RocksOptions {
    if (memtableBytes < MEMTABLE_BYTES_MIN) {
      throw new IllegalArgumentException(
          "memtableBytes is " + memtableBytes + ", below " + MEMTABLE_BYTES_MIN);
    }
    if (memtables < 2) {
      throw new IllegalArgumentException(
          "memtables is " + memtables + ": below 2 every flush stops the writers");
    }
    if (blockCacheBytes < 0) {
      throw new IllegalArgumentException("blockCacheBytes is " + blockCacheBytes + ", below 0");
    }
  }
}
