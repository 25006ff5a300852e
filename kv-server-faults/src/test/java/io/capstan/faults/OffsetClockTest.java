package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetClockTest {
  private static final InstantSource RIGHT = () -> Instant.ofEpochMilli(1_000_000);

  @TempDir Path directory;

  private long nanos;

  private OffsetClock clock(Path file) {
    return new OffsetClock(RIGHT, () -> nanos, file);
  }

  @Test
  void aClockIsOffByWhatItsFileSaysInEitherDirection() throws Exception {
    Path file = directory.resolve("clock");
    OffsetClock.set(file, Duration.ofSeconds(10));
    assertEquals(1_010_000, clock(file).millis());
    OffsetClock.set(file, Duration.ofSeconds(-10));
    assertEquals(990_000, clock(file).millis());
  }

  @Test
  void aClockJumpsSoonAfterItsFileHasChanged() throws Exception {
    Path file = directory.resolve("clock");
    OffsetClock clock = clock(file);
    OffsetClock.set(file, Duration.ofSeconds(10));
    nanos += Duration.ofMillis(20).toNanos();
    assertEquals(1_010_000, clock.millis());
    OffsetClock.set(file, Duration.ZERO);
    assertEquals(1_010_000, clock.millis());
    nanos += Duration.ofMillis(20).toNanos();
    assertEquals(1_000_000, clock.millis());
  }

  @Test
  void withoutAFileAClockIsRight() {
    assertEquals(1_000_000, clock(directory.resolve("none")).millis());
  }

  @Test
  void aFileWithoutANumberIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("clock"), "ten");
    assertThrows(IllegalStateException.class, () -> clock(file));
  }
}
