package io.capstan.faults;

import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows on a disk that may be full, slow or broken. Thread safety: as its parts. */
record DiskRows(RowStore own, FaultyDisk disk) implements RowStore {
  @Override
  public byte @Nullable [] get(byte[] key) {
    return own.get(key);
  }

  @Override
  public void write(Batch batch) {
    try {
      disk.write();
    } catch (IOException e) {
      throw failure(e);
    }
    own.write(batch);
  }

  @Override
  public View snapshot() {
    return own.snapshot();
  }

  @Override
  public void flush() {
    try {
      disk.sync();
    } catch (IOException e) {
      throw failure(e);
    }
    own.flush();
  }

  @Override
  public void close() {
    own.close();
  }

  private static StoreException failure(IOException e) {
    return new StoreException("The store failed: " + e.getMessage(), e);
  }
}
