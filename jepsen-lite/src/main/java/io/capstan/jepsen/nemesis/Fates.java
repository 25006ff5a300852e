package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.nemesis.Disturbance.Duplicate;
import io.capstan.jepsen.nemesis.Disturbance.Loss;
import io.capstan.jepsen.nemesis.Disturbance.Reorder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Draws what becomes of each message of one link.
 *
 * <p>Thread safety: confined to the network's event loop, but for the constructor.
 */
final class Fates implements Supplier<Fate> {
  private final RandomGenerator random;
  private final AtomicLong hit = new AtomicLong();
  private double lost;
  private double twice;
  private double later;

  /** Of which nothing is drawn but ONCE, until told otherwise. */
  Fates(RandomGenerator random) {
    this.random = random;
  }

  /** Of a message that counts. */
  @Override
  public Fate get() {
    Fate fate = uncounted();
    if (fate != Fate.ONCE) {
      hit.incrementAndGet();
    }
    return fate;
  }

  /** How many messages that count had another fate than ONCE; for any thread. */
  long hit() {
    return hit.get();
  }

  /** Of one that does not. */
  Fate uncounted() {
    if (draw(lost)) {
      return Fate.LOST;
    }
    if (draw(twice)) {
      return Fate.TWICE;
    }
    return draw(later) ? Fate.LATER : Fate.ONCE;
  }

  private boolean draw(double part) {
    return part > 0 && random.nextDouble() < part;
  }

  /** Draws from now on as a loss, a duplication or a reordering says. */
  void disturb(Disturbance how) {
    if (how instanceof Loss loss) {
      lost = loss.part();
    } else if (how instanceof Duplicate duplicate) {
      twice = duplicate.part();
    } else if (how instanceof Reorder reorder) {
      later = reorder.part();
    } else {
      throw new AssertionError(how);
    }
  }

  void heal() {
    lost = 0;
    twice = 0;
    later = 0;
  }
}
