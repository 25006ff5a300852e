package io.capstan.runtime;

import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * One writer's stamps: each is later than every stamp that this writer has given or seen
 * (protocols.md Q1).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Stamper {
  private final long writerHigh;
  private final long writerLow;
  private final AtomicReference<HybridTime> last = new AtomicReference<>(HybridTime.ZERO);
  private final AtomicLong sequence = new AtomicLong();

  /**
   * A writer that nobody else is.
   *
   * @param random gives the writer its 128 bits; of a process that starts again, others
   */
  public Stamper(RandomGenerator random) {
    this.writerHigh = random.nextLong();
    this.writerLow = random.nextLong();
  }

  /**
   * The stamp of the next write.
   *
   * @param nowMillis the wall clock, in milliseconds since 1970
   */
  public Stamp next(long nowMillis) {
    HybridTime time = last.updateAndGet(before -> before.tick(nowMillis));
    return new Stamp(time, writerHigh, writerLow, sequence.incrementAndGet());
  }

  /** Another writer's stamp was seen: what comes next is later. */
  public void seen(Stamp stamp) {
    last.updateAndGet(before -> before.compareTo(stamp.time()) >= 0 ? before : stamp.time());
  }
}
