package io.capstan.version;

/**
 * A reading of a hybrid logical clock (Kulkarni et al., <em>Logical Physical Clocks</em>, 2014):
 * wall time where it moves forward, a counter where it does not.
 *
 * <p>The two are packed, so that one signed comparison orders readings: 48 bits of milliseconds
 * since 1970, the first of them 0, then a counter of 16 bits. A counter that overflows carries into
 * the milliseconds, which keeps the order.
 *
 * @param value the packed reading, not negative
 */
public record HybridTime(long value) implements Comparable<HybridTime> {
  /** Before every reading of a clock. */
  public static final HybridTime ZERO = new HybridTime(0);

  private static final int COUNTER_BITS = 16;
  private static final long MILLIS_MAX = Long.MAX_VALUE >>> COUNTER_BITS;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

  public HybridTime {
    if (value < 0) {
      throw new IllegalArgumentException("hybrid time " + value + " is negative");
    }
  }

  /** The first reading of a millisecond. */
  public static HybridTime ofMillis(long millis) {
    if (millis < 0 || millis > MILLIS_MAX) {
      throw new IllegalArgumentException(
          "wall time of " + millis + " ms is not 0 to " + MILLIS_MAX + "; set the clock");
    }
    return new HybridTime(millis << COUNTER_BITS);
  }

  /** The wall-time part, in milliseconds since 1970. */
  public long millis() {
    return value >>> COUNTER_BITS;
  }

  /** The counter part. */
  public int counter() {
    return (int) (value & COUNTER_MASK);
  }

  /**
   * The next reading of a clock that last read this: later than this, and not before the wall
   * clock.
   *
   * @param nowMillis the wall clock, in milliseconds since 1970
   */
  public HybridTime tick(long nowMillis) {
    return max(ofMillis(nowMillis), new HybridTime(Math.addExact(value, 1)));
  }

  /** The next reading after a reading of another clock arrived: later than both. */
  public HybridTime merge(HybridTime seen, long nowMillis) {
    return max(this, seen).tick(nowMillis);
  }

  @Override
  public int compareTo(HybridTime other) {
    return Long.compare(value, other.value);
  }

  private static HybridTime max(HybridTime a, HybridTime b) {
    return a.value >= b.value ? a : b;
  }
}
