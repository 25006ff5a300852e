package io.capstan.runtime;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Sources of random numbers: one that nobody can predict, one that a seed replays. */
public final class Randoms {
  private Randoms() {}

  /**
   * For ids that must not collide between processes, and for jitter. Thread safety: safe for use by
   * several threads.
   */
  public static RandomGenerator system() {
    return new SecureRandom();
  }

  /** The same seed gives the same numbers for ever. Thread safety: confine it to one thread. */
  public static RandomGenerator seeded(long seed) {
    return new SplittableRandom(seed);
  }
}
