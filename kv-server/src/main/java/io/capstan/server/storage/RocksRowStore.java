package io.capstan.server.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A {@link RowStore} in a RocksDB of one column family, so that all of a batch is in one memtable
 * and a crash leaves the state right after some batch even without a write-ahead log.
 *
 * <p>Native memory that was freed must never be touched: every call, of the views too, holds a
 * shared lock for its duration, and {@link #close} takes it exclusively before it frees anything.
 *
 * <p>Thread safety: safe for use by several threads. Every method may block on the disk.
 */
public final class RocksRowStore implements RowStore {
  private final Path directory;
  private final RocksSettings settings;
  private final RocksDB db;
  private final WriteOptions writeOptions;
  private final boolean log;
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private final Set<RocksView> views = ConcurrentHashMap.newKeySet();
  // Written under the exclusive lock.
  private boolean closed;

  static {
    RocksDB.loadLibrary();
  }

  private RocksRowStore(Path directory, RocksSettings settings, RocksDB db, boolean log) {
    this.directory = directory;
    this.settings = settings;
    this.db = db;
    this.log = log;
    this.writeOptions = new WriteOptions().setDisableWAL(!log);
  }

  /**
   * Opens the store in a directory, and makes it when there is none.
   *
   * @param directory its parent must exist
   * @throws StoreCorruptException when its files are damaged or missing
   * @throws StoreException when it cannot be opened for another reason
   */
  public static RocksRowStore open(Path directory, RocksOptions options) {
    RocksSettings settings = new RocksSettings(options);
    try {
      RocksDB db = RocksDB.open(settings.options(), directory.toString());
      return new RocksRowStore(directory, settings, db, options.writeAheadLog());
    } catch (RocksDBException e) {
      settings.close();
      throw failure(directory, e);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return whileOpen(() -> Optional.ofNullable(db.get(key))).orElse(null);
  }

  @Override
  public void write(Batch batch) {
    runWhileOpen(
        () -> {
          try (WriteBatch nativeBatch = new WriteBatch()) {
            for (Change change : batch.changes()) {
              add(change, nativeBatch);
            }
            db.write(writeOptions, nativeBatch);
          }
        });
  }

  @Override
  public View snapshot() {
    return whileOpen(
        () -> {
          RocksView view = new RocksView(this, db);
          views.add(view);
          return view;
        });
  }

  @Override
  public void flush() {
    runWhileOpen(this::makeDurable);
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        flushAndFree();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Runs a native call that nothing can pull the memory from under. */
  <T> T whileOpen(NativeCall<T> call) {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store at " + directory + " is closed");
      }
      return call.run();
    } catch (RocksDBException e) {
      throw failure(directory, e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** Frees a view, unless closing the store has done so. */
  void end(RocksView view) {
    lifetime.readLock().lock();
    try {
      if (views.remove(view)) {
        view.free();
      }
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** What needs the native memory. */
  interface NativeCall<T> {
    T run() throws RocksDBException;
  }

  private interface NativeStep {
    void run() throws RocksDBException;
  }

  private void runWhileOpen(NativeStep step) {
    whileOpen(
        () -> {
          step.run();
          return true;
        });
  }

  private void flushAndFree() {
    try {
      makeDurable();
    } catch (RocksDBException e) {
      throw failure(directory, e);
    } finally {
      views.forEach(RocksView::free);
      views.clear();
      writeOptions.close();
      db.close();
      settings.close();
    }
  }

  private void makeDurable() throws RocksDBException {
    if (log) {
      db.flushWal(true);
      return;
    }
    try (FlushOptions flushOptions = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flushOptions);
    }
  }

  private static void add(Change change, WriteBatch batch) throws RocksDBException {
    if (change instanceof Change.Put put) {
      batch.put(put.key(), put.value());
    } else if (change instanceof Change.Delete delete) {
      batch.delete(delete.key());
    } else if (change instanceof Change.DeleteRange range) {
      batch.deleteRange(range.from(), range.to());
    } else {
      throw new AssertionError(change);
    }
  }

  private static StoreException failure(Path directory, RocksDBException cause) {
    Status status = cause.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new StoreCorruptException(directory, cause);
    }
    return new StoreException(
        "The store at " + directory + " failed: " + cause.getMessage(), cause);
  }
}
