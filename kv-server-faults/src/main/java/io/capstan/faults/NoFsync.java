package io.capstan.faults;

import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RowStore;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fault {@code no-fsync}: rows of EVENTUAL keyspaces, and hints, are answered for while they
 * are in the memory of the process alone; killing it then takes what a machine's loss of power
 * would take from one that does not sync. They reach the disk when {@code storage-memtable} bytes
 * have gathered, and when the node stops in good order. STRONG keyspaces are as they were: the Raft
 * library writes their log.
 *
 * <p>What falls: that a write which was answered is on the disks of W replicas. A node that is
 * killed comes back without what it had; what all replicas of a row had is lost when all are killed
 * together.
 */
public final class NoFsync implements BrokenMode {
  /** Called by the service loader. */
  public NoFsync() {}

  @Override
  public String name() {
    return "no-fsync";
  }

  @Override
  public BiFunction<Path, RocksOptions, RowStore> eventualRows(
      BiFunction<Path, RocksOptions, RowStore> own) {
    return (directory, options) -> new Unsynced(own.apply(directory, withoutLog(options)));
  }

  private static RocksOptions withoutLog(RocksOptions usual) {
    return new RocksOptions(
        usual.memtableBytes(), usual.memtables(), usual.blockCacheBytes(), false);
  }

  /** Says that all is on the disk. */
  private record Unsynced(RowStore own) implements RowStore {
    @Override
    public byte @Nullable [] get(byte[] key) {
      return own.get(key);
    }

    @Override
    public void write(Batch batch) {
      own.write(batch);
    }

    @Override
    public View snapshot() {
      return own.snapshot();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      own.close();
    }
  }
}
