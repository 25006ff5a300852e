package io.capstan.faults;

import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a file says, looked at again every {@value #LOOK_MILLIS} ms.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class WatchedFile<T> {
  static final long LOOK_MILLIS = 20;

  private final Ticker ticker;
  private final Path file;
  private final Function<String, T> meaning;
  // Guarded by this.
  private long lookedAtNanos;
  private T value;

  /**
   * A file that was looked at once.
   *
   * @param meaning of what it says, without blanks around it; of the empty text when there is no
   *     file; throws an {@link IllegalArgumentException} when it means nothing
   * @throws IllegalStateException when what it says means nothing
   */
  WatchedFile(Ticker ticker, Path file, Function<String, T> meaning) {
    this.ticker = ticker;
    this.file = file;
    this.meaning = meaning;
    this.lookedAtNanos = ticker.nanos();
    this.value = look();
  }

  /** What it says. */
  synchronized T value() {
    long now = ticker.nanos();
    if (now - lookedAtNanos >= Duration.ofMillis(LOOK_MILLIS).toNanos()) {
      lookedAtNanos = now;
      value = look();
    }
    return value;
  }

  private T look() {
    try {
      return meaning.apply(Files.exists(file) ? Files.readString(file).strip() : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " cannot be understood: " + e.getMessage(), e);
    }
  }
}
