package io.capstan.client.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Randoms;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
  private static final double[] PERCENTILES = {0.1, 1, 25, 50, 90, 99, 99.9, 99.99, 100};

  @Test
  void percentilesAgreeWithASortedArrayWithinOneBucket() {
    for (long seed = 1; seed <= 50; seed++) {
      RandomGenerator random = Randoms.seeded(seed);
      long[] values = new long[1 + random.nextInt(5000)];
      var recorder = new LatencyRecorder();
      for (int i = 0; i < values.length; i++) {
        // Every order of magnitude is as likely as any other.
        values[i] = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
        recorder.record(values[i]);
      }
      Arrays.sort(values);
      compare(values, recorder, "seed " + seed);
    }
  }

  private static void compare(long[] sorted, LatencyRecorder recorder, String replay) {
    assertEquals(sorted.length, recorder.count(), replay);
    assertEquals(sorted[sorted.length - 1], recorder.maxNanos(), replay);
    for (double percent : PERCENTILES) {
      long exact = sorted[(int) Math.ceil(sorted.length * percent / 100) - 1];
      long told = recorder.percentileNanos(percent);
      String where = replay + ", p" + percent + ": exact " + exact + ", told " + told;
      assertTrue(told >= exact, where);
      assertTrue(told - exact <= exact / LatencyRecorder.SUB_BUCKETS, where);
    }
  }

  @Test
  void smallValuesAreExact() {
    for (long value = 0; value < 2 * LatencyRecorder.SUB_BUCKETS; value++) {
      var recorder = new LatencyRecorder();
      recorder.record(value);
      recorder.record(Long.MAX_VALUE);
      assertEquals(value, recorder.percentileNanos(50));
    }
  }

  @Test
  void anEmptyRecorderSaysZero() {
    assertEquals(0, new LatencyRecorder().percentileNanos(99));
    assertEquals(0, new LatencyRecorder().maxNanos());
  }

  @Test
  void aPercentileOutOfRangeIsRefused() {
    var recorder = new LatencyRecorder();
    assertThrows(IllegalArgumentException.class, () -> recorder.percentileNanos(0));
    assertThrows(IllegalArgumentException.class, () -> recorder.percentileNanos(100.1));
  }
}
