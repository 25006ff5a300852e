package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Randoms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of a clock that goes on by ten microseconds whenever it is looked at. */
class PaceTest {
  private static final long LOOK_NANOS = 10_000;
  private static final int RATE = 50_000;
  private static final int PROCESSES = 2;

  /** Between two requests of one of the processes. */
  private static final long MEAN_NANOS = 1_000_000_000L * PROCESSES / RATE;

  private static final Plan PLAN = FakeStore.plan(PROCESSES, RATE);

  private long nanos;

  private Pace pace(long seed) {
    return new Pace(() -> nanos += LOOK_NANOS, PLAN, Randoms.seeded(seed));
  }

  /** The clock's times at which a process asks. */
  private List<Long> moments(Pace pace, int count) {
    List<Long> moments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      assertTrue(pace.await(() -> false));
      moments.add(nanos);
    }
    return moments;
  }

  @Test
  void eachProcessKeepsItsPartOfTheRate() {
    int count = 200;
    double each = (double) moments(pace(1), count).get(count - 1) / count;
    assertEquals(MEAN_NANOS, each, MEAN_NANOS * 0.1);
  }

  @Test
  void whatWasMissedIsNotMadeUpFor() {
    Pace pace = pace(1);
    List<Long> unused = moments(pace, 10);
    nanos += 1_000 * MEAN_NANOS;
    long before = nanos;
    int count = 50;
    long took = moments(pace, count).get(count - 1) - before;
    assertTrue(took > 0.8 * count * MEAN_NANOS, () -> count + " requests in " + took + " ns");
  }

  @Test
  void theSeedSaysWhen() {
    List<Long> once = moments(pace(7), 20);
    nanos = 0;
    assertEquals(once, moments(pace(7), 20));
    nanos = 0;
    assertNotEquals(once, moments(pace(8), 20));
  }

  @Test
  void nobodyAsksWhenAllHasEnded() {
    assertFalse(pace(1).await(() -> true));
  }
}
