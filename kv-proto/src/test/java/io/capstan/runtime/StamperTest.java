package io.capstan.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import org.junit.jupiter.api.Test;

class StamperTest {
  private final Stamper stamper = new Stamper(Randoms.seeded(1));

  @Test
  void everyStampIsLaterThanTheOneBeforeAlsoWhenTheClockStandsOrGoesBack() {
    Stamp first = stamper.next(1000);
    Stamp second = stamper.next(1000);
    Stamp third = stamper.next(10);
    assertEquals(1000, first.time().millis());
    assertTrue(first.compareTo(second) < 0);
    assertTrue(second.compareTo(third) < 0);
  }

  @Test
  void aStampIsLaterThanWhatWasSeen() {
    Stamp seen = new Stamp(HybridTime.ofMillis(5000), -1, -1, 7);
    stamper.seen(seen);
    assertTrue(seen.compareTo(stamper.next(1000)) < 0);
    stamper.seen(new Stamp(HybridTime.ofMillis(10), 0, 0, 0));
    assertTrue(seen.compareTo(stamper.next(1000)) < 0);
  }

  @Test
  void noTwoWritersAreTheSame() {
    Stamp mine = stamper.next(1);
    Stamp other = new Stamper(Randoms.seeded(2)).next(1);
    assertNotEquals(mine.writerHigh(), other.writerHigh());
    assertNotEquals(mine.writerLow(), other.writerLow());
  }
}
