package io.capstan.client.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts of durations in buckets whose width grows with the duration: {@value #SUB_BUCKETS} equal
 * buckets for each power of two, so that a percentile is too high by less than 1/{@value
 * #SUB_BUCKETS} and never too low.
 *
 * <p>Thread safety: safe for use by several threads; a reader at the same time sees some of the
 * counts.
 */
public final class LatencyRecorder {
  private static final int SUB_BUCKET_BITS = 6;
  static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
  private static final int BUCKETS = (Long.SIZE - SUB_BUCKET_BITS) * SUB_BUCKETS;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final AtomicLong max = new AtomicLong();

  /** Counts one duration; a negative one counts as 0. */
  public void record(long nanos) {
    long value = Math.max(0, nanos);
    counts.incrementAndGet(bucket(value));
    max.accumulateAndGet(value, Math::max);
  }

  public long count() {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    return total;
  }

  /** The longest duration, exactly; 0 for none. */
  public long maxNanos() {
    return max.get();
  }

  /**
   * A duration that at least this share of the counted ones do not exceed.
   *
   * @param percent above 0, at most 100
   * @return 0 when nothing was counted
   */
  public long percentileNanos(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percentile " + percent + " is not in (0, 100]");
    }
    long rank = (long) Math.ceil(count() * percent / 100);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if (seen >= rank && seen > 0) {
        return Math.min(highest(i), max.get());
      }
    }
    return max.get();
  }

  /** Values below SUB_BUCKETS have a bucket each; then the leading bits choose. */
  private static int bucket(long value) {
    if (value < SUB_BUCKETS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BUCKET_BITS;
    return (shift << SUB_BUCKET_BITS) + (int) (value >>> shift);
  }

  /** The largest value of a bucket. */
  private static long highest(int bucket) {
    if (bucket < 2 * SUB_BUCKETS) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BUCKET_BITS) - 1;
    long leading = bucket - ((long) shift << SUB_BUCKET_BITS);
    return ((leading + 1) << shift) - 1;
  }
}
