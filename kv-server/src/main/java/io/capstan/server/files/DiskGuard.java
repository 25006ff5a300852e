package io.capstan.server.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room for more writes.
 *
 * <p>Writes are refused when less than the reserve is free, and allowed again when a percentage
 * point more than the reserve is: without the gap, a node at the edge would change its mind with
 * every compaction. A disk that cannot be measured changes nothing; its writes fail soon enough.
 *
 * <p>Thread safety: safe for use by several threads; {@link #writesAllowed} is one volatile read.
 */
public final class DiskGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);
  private static final int RECOVERY_PERCENT = 1;

  private final FileOps files;
  private final Path path;
  private final int reservePercent;
  private final ScheduledFuture<?> checks;

  private volatile boolean writesAllowed = true;
  private volatile long usableBytes;
  private volatile long totalBytes;

  /**
   * Measures once, then at every interval.
   *
   * @param path on the disk to be watched
   * @param reservePercent the part of the disk that writes must leave free
   * @param scheduler runs the checks; they take one system call each
   */
  public DiskGuard(
      FileOps files,
      Path path,
      int reservePercent,
      Duration interval,
      ScheduledExecutorService scheduler) {
    this.files = files;
    this.path = path;
    this.reservePercent = reservePercent;
    check();
    long nanos = interval.toNanos();
    checks = scheduler.scheduleWithFixedDelay(this::check, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** False while the disk is too full for more rows. */
  public boolean writesAllowed() {
    return writesAllowed;
  }

  /** Bytes free at the last check. */
  public long usableBytes() {
    return usableBytes;
  }

  /** Size of the disk at the last check, in bytes; 0 when it could not be measured. */
  public long totalBytes() {
    return totalBytes;
  }

  /** For the client whose write is refused. */
  public String refusal() {
    return "the disk of this node has %d of %d bytes free, below the reserve of %d %%; free some space"
        .formatted(usableBytes, totalBytes, reservePercent);
  }

  @Override
  public void close() {
    checks.cancel(false);
  }

  private void check() {
    try {
      long usable = files.usableBytes(path);
      long total = files.totalBytes(path);
      usableBytes = usable;
      totalBytes = total;
      decide(isAllowed(usable, total));
    } catch (IOException e) {
      LOG.warn("The free space of {} cannot be measured", path, e);
    }
  }

  private boolean isAllowed(long usable, long total) {
    // In floating point: bytes times 100 may not fit into a long.
    double freePercent = total == 0 ? 100 : 100.0 * usable / total;
    return writesAllowed
        ? freePercent >= reservePercent
        : freePercent > reservePercent + RECOVERY_PERCENT;
  }

  private void decide(boolean allowed) {
    if (allowed == writesAllowed) {
      return;
    }
    writesAllowed = allowed;
    if (allowed) {
      LOG.info("Writes are allowed again: {} of {} bytes free", usableBytes, totalBytes);
    } else {
      LOG.error("Writes are refused: {}", refusal());
    }
  }
}
