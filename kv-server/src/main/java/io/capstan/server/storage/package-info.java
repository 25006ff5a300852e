/**
 * Rows on disk: an ordered map of bytes with atomic batches and snapshots ({@link
 * io.capstan.server.storage.RowStore}), on RocksDB and in memory, and the layout of its keys and
 * values. No other package imports org.rocksdb.
 */
@NullMarked
package io.capstan.server.storage;

import org.jspecify.annotations.NullMarked;
