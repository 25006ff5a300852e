package io.capstan.server.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The machine's files on a disk that is as full, or as slow, as a test wants it to be. */
public final class FullDisk implements FileOps {
  private static final long TOTAL_BYTES = 1_000_000;

  private final FileOps files = FileOps.system();
  private volatile long usableBytes = TOTAL_BYTES;
  private volatile CountDownLatch answering = new CountDownLatch(0);

  /** Nothing is free any more. */
  public void fill() {
    usableBytes = 0;
  }

  /** Everything is free again. */
  public void empty() {
    usableBytes = TOTAL_BYTES;
  }

  /** Whoever asks how full it is gets no answer until the disk is {@link #release released}. */
  public void hang() {
    answering = new CountDownLatch(1);
  }

  /** Answers everybody. */
  public void release() {
    answering.countDown();
  }

  @Override
  public long usableBytes(Path path) {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return usableBytes;
  }

  @Override
  public long totalBytes(Path path) {
    return TOTAL_BYTES;
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    files.createDirectories(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return files.list(directory);
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    return files.read(file);
  }

  @Override
  public void writeAtomically(Path file, byte[] content) throws IOException {
    files.writeAtomically(file, content);
  }

  @Override
  public void delete(Path file) throws IOException {
    files.delete(file);
  }

  @Override
  public Optional<Lock> lock(Path file) throws IOException {
    return files.lock(file);
  }
}
