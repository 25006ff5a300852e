package io.capstan.server.config;

import java.util.List;

/**
 * How much memory and disk the rows may take.
 *
 * @param memtableBytes rows held in memory before they are written out
 * @param blockCacheBytes blocks of row files held in memory
 * @param diskReservePercent writes are refused when less of the disk than this is free
 */
public record StorageConfig(long memtableBytes, long blockCacheBytes, int diskReservePercent) {
  static final Setting<Long> MEMTABLE =
      Setting.of(
          "storage-memtable",
          ValueTypes.bytes("1MiB", "4GiB"),
          "64MiB",
          "memory for rows that are not yet written out to a file",
          "large enough for few, long files; small enough to replay after a crash");

  static final Setting<Long> BLOCK_CACHE =
      Setting.of(
          "storage-block-cache",
          ValueTypes.bytes("1MiB", "1TiB"),
          "128MiB",
          "memory for blocks of row files that were read",
          "runs on a small machine; a larger one should give a third of its memory");

  static final Setting<Integer> DISK_RESERVE =
      Setting.of(
          "storage-disk-reserve",
          ValueTypes.percent(1, 50),
          "5%",
          "writes are refused with DISK_FULL when less of the disk than this is free",
          "compaction and the Raft logs need room to get out of it again");

  static final Section SECTION =
      new Section("Storage", List.of(MEMTABLE, BLOCK_CACHE, DISK_RESERVE), List.of());

  static StorageConfig of(Values values) {
    return new StorageConfig(
        values.get(MEMTABLE), values.get(BLOCK_CACHE), values.get(DISK_RESERVE));
  }
}
