package io.capstan.faults;

import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A wall clock that is off by as many milliseconds as a file says; ahead, unless they are negative.
 * The file is looked at again every {@value WatchedFile#LOOK_MILLIS} ms. Without a file it is
 * right.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class OffsetClock implements InstantSource {
  private final InstantSource machine;
  private final WatchedFile<Long> offsetMillis;

  /**
   * A clock that has looked once.
   *
   * @param machine the clock that is right
   * @throws IllegalStateException when the file has anything but a number
   */
  public OffsetClock(InstantSource machine, Ticker ticker, Path file) {
    this.machine = machine;
    this.offsetMillis =
        new WatchedFile<>(ticker, file, text -> text.isEmpty() ? 0 : Long.parseLong(text));
  }

  /** Makes every clock that looks at a file jump, as soon as it looks. */
  public static void set(Path file, Duration offset) throws IOException {
    Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "offset", ".tmp");
    Files.writeString(written, Long.toString(offset.toMillis()));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public Instant instant() {
    return machine.instant().plusMillis(offsetMillis.value());
  }
}
