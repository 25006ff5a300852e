package io.capstan.server.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk whose fill level a test sets, and which it can break; it has no files. */
public final class FakeDisk implements FileOps {
  private final long totalBytes;
  private volatile long usableBytes;
  private volatile boolean broken;

  public FakeDisk(long totalBytes) {
    this.totalBytes = totalBytes;
    this.usableBytes = totalBytes;
  }

  public void free(long bytes) {
    usableBytes = bytes;
  }

  public void breakDown() {
    broken = true;
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    if (broken) {
      throw new IOException("broken disk");
    }
    return usableBytes;
  }

  @Override
  public long totalBytes(Path path) {
    return totalBytes;
  }

  @Override
  public void createDirectories(Path directory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> list(Path directory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<byte[]> read(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeAtomically(Path file, byte[] content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Lock> lock(Path file) {
    throw new UnsupportedOperationException();
  }
}
