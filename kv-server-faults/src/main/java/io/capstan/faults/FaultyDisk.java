package io.capstan.faults;

import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * A disk that is as a file says ({@link DiskCondition#parse}), which is looked at again every
 * {@value WatchedFile#LOOK_MILLIS} ms.
 *
 * <p>Beside it, in a file of the same name and {@code .hits}, is how the disk found itself to be
 * when it was last used, and how many writes and syncs it has refused or made slower since: {@code
 * full 3}, {@code slow 200 17}, {@code well 0}. That is written when the condition changes, when it
 * is met first, and then at most once a second.
 *
 * <p>Thread safety: safe for use by several threads. {@link #sync} of a slow disk blocks.
 */
final class FaultyDisk {
  private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

  private final Ticker ticker;
  private final WatchedFile<DiskCondition> file;
  private final Path evidence;
  private final LongConsumer pause;
  // Guarded by this.
  private DiskCondition last;
  private long hits;
  private long toldAtNanos;

  /**
   * A disk whose file was looked at once.
   *
   * @param pause waits for so many milliseconds
   * @throws IllegalStateException when the file says something else
   */
  FaultyDisk(Ticker ticker, Path file, LongConsumer pause) {
    this.ticker = ticker;
    this.file = new WatchedFile<>(ticker, file, DiskCondition::parse);
    this.evidence = file.resolveSibling(file.getFileName() + ".hits");
    this.pause = pause;
    this.last = this.file.value();
    tell();
  }

  /**
   * Comes before bytes are written.
   *
   * @throws IOException when the disk is full
   */
  void write() throws IOException {
    if (condition().kind() == DiskCondition.Kind.FULL) {
      met();
      throw new IOException("No space left on device");
    }
  }

  /**
   * Comes before what was written is brought to the disk.
   *
   * @throws IOException when that fails, or the disk is full
   */
  void sync() throws IOException {
    write();
    DiskCondition condition = condition();
    if (condition.kind() == DiskCondition.Kind.FSYNC_FAILS) {
      met();
      throw new IOException("Input/output error");
    }
    if (condition.kind() == DiskCondition.Kind.SLOW) {
      met();
      pause.accept(condition.slowMillis());
    }
  }

  /** How much is free when so many bytes are; who only looks has not met the disk. */
  long usable(long bytes) {
    return condition().kind() == DiskCondition.Kind.FULL ? 0 : bytes;
  }

  private synchronized DiskCondition condition() {
    DiskCondition now = file.value();
    if (!now.equals(last)) {
      last = now;
      hits = 0;
      tell();
    }
    return now;
  }

  private synchronized void met() {
    hits++;
    if (hits == 1 || ticker.nanos() - toldAtNanos >= TELL_NANOS) {
      tell();
    }
  }

  private synchronized void tell() {
    toldAtNanos = ticker.nanos();
    Path written = evidence.resolveSibling(evidence.getFileName() + ".tmp");
    try {
      Files.writeString(written, last + " " + hits);
      Files.move(written, evidence, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
