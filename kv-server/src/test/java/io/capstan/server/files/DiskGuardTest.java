package io.capstan.server.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiskGuardTest {
  private static final long TOTAL = 10_000;

  private final FakeDisk disk = new FakeDisk(TOTAL);
  private final ManualScheduler scheduler = new ManualScheduler();

  @AfterEach
  void shutDown() {
    scheduler.shutdownNow();
  }

  @Test
  void writesAreRefusedBelowTheReserveAndAllowedAgainOnlyAPointAboveIt() {
    DiskGuard guard = guard();
    assertAt(guard, 500, true);
    assertAt(guard, 499, false);
    assertAt(guard, 550, false);
    assertAt(guard, 600, false);
    assertAt(guard, 601, true);
    assertAt(guard, 550, true);
    assertAt(guard, 499, false);
  }

  @Test
  void aDiskThatIsFullAtStartIsNoticedBeforeTheFirstInterval() {
    disk.free(100);
    assertFalse(guard().writesAllowed());
  }

  @Test
  void theAnswerChangesOnlyWithACheck() {
    DiskGuard guard = guard();
    disk.free(0);
    assertTrue(guard.writesAllowed());
    scheduler.tick();
    assertFalse(guard.writesAllowed());
  }

  @Test
  void aDiskThatCannotBeMeasuredChangesNothing() {
    DiskGuard guard = guard();
    assertAt(guard, 400, false);
    disk.free(TOTAL);
    disk.breakDown();
    scheduler.tick();
    assertFalse(guard.writesAllowed());
    assertEquals(400, guard.usableBytes());
  }

  @Test
  void aDiskOfManyExabytesDoesNotOverflow() {
    FakeDisk huge = new FakeDisk(Long.MAX_VALUE);
    huge.free(Long.MAX_VALUE / 25);
    assertFalse(guard(huge).writesAllowed());
  }

  @Test
  void aDiskWithoutASizeIsNotFull() {
    assertTrue(guard(new FakeDisk(0)).writesAllowed());
  }

  @Test
  void theMeasurementsAndTheReserveAreInTheRefusal() {
    DiskGuard guard = guard();
    assertAt(guard, 12, false);
    assertEquals(TOTAL, guard.totalBytes());
    assertEquals(
        "the disk of this node has 12 of 10000 bytes free, below the reserve of 5 %; free some"
            + " space",
        guard.refusal());
  }

  @Test
  void aClosedGuardChecksNoMore() {
    DiskGuard guard = guard();
    guard.close();
    assertAt(guard, 0, true);
  }

  private void assertAt(DiskGuard guard, long freeBytes, boolean allowed) {
    disk.free(freeBytes);
    scheduler.tick();
    assertEquals(allowed, guard.writesAllowed(), () -> "with " + freeBytes + " bytes free");
  }

  private DiskGuard guard() {
    return guard(disk);
  }

  private DiskGuard guard(FakeDisk watched) {
    return new DiskGuard(watched, Path.of("any"), 5, Duration.ofSeconds(1), scheduler);
  }
}
