package io.capstan.server.storage;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/** RocksDB's native options, and what they refer to, which must live as long as the database. */
final class RocksSettings implements AutoCloseable {
  private static final double BLOOM_BITS_PER_KEY = 10;
  // RocksDB's own log of what it does, in the database's directory.
  private static final long LOG_FILE_BYTES_MAX = 4 << 20;
  private static final long LOG_FILES_MAX = 4;

  private final Cache blockCache;
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final Options options;

  RocksSettings(RocksOptions wanted) {
    blockCache = new LRUCache(wanted.blockCacheBytes());
    options =
        new Options()
            .setCreateIfMissing(true)
            .setParanoidChecks(true)
            .setWriteBufferSize(wanted.memtableBytes())
            .setMaxWriteBufferNumber(wanted.memtables())
            .setMaxLogFileSize(LOG_FILE_BYTES_MAX)
            .setKeepLogFileNum(LOG_FILES_MAX)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(blockCache).setFilterPolicy(bloomFilter));
  }

  Options options() {
    return options;
  }

  @Override
  public void close() {
    options.close();
    bloomFilter.close();
    blockCache.close();
  }
}
