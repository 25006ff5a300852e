package io.capstan.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HybridTimeTest {
  @Test
  void theTimeFollowsAWallClockThatMoves() {
    HybridTime time = HybridTime.ofMillis(1000).tick(1005);
    assertEquals(1005, time.millis());
    assertEquals(0, time.counter());
  }

  @Test
  void theCounterMovesWhenTheWallClockStandsOrGoesBack() {
    HybridTime time = HybridTime.ofMillis(1000);
    assertEquals(1, time.tick(1000).counter());
    assertEquals(1, time.tick(3).counter());
    assertEquals(1000, time.tick(3).millis());
  }

  @Test
  void aFullCounterCarriesIntoTheMilliseconds() {
    HybridTime full = new HybridTime((1000L << 16) | 0xffff);
    assertEquals(HybridTime.ofMillis(1001), full.tick(1000));
  }

  @Test
  void everyReadingIsLaterThanAllThatWereSeen() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      HybridTime time = HybridTime.ZERO;
      for (int i = 0; i < 200; i++) {
        HybridTime seen = new HybridTime(random.nextLong(1 << 20));
        long now = random.nextLong(16);
        HybridTime next = random.nextBoolean() ? time.tick(now) : time.merge(seen, now);
        assertTrue(next.compareTo(time) > 0 && next.millis() >= now, "seed " + seed);
        assertTrue(time.merge(seen, now).compareTo(seen) > 0, "seed " + seed);
        time = next;
      }
    }
  }

  @Test
  void timesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new HybridTime(-1));
    assertThrows(IllegalArgumentException.class, () -> HybridTime.ofMillis(-1));
    assertThrows(IllegalArgumentException.class, () -> HybridTime.ofMillis(1L << 47));
    HybridTime last = new HybridTime(Long.MAX_VALUE);
    assertThrows(ArithmeticException.class, () -> last.tick(0));
  }
}
