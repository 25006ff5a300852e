package io.capstan.jepsen.checker.linear;

import java.util.List;

/** Which calls of a search are placed, as bits. Thread safety: for one thread. */
final class Placed {
  private final Configurations met;

  /** One bit for each required call. */
  private final long[] required;

  /** One bit for each other call. */
  private final long[] optional;

  /** The bit of a required call; the complement of the bit of another. */
  private final int[] bitOf;

  private final long[] hashOf;
  private long hash;

  Placed(List<? extends Call<?>> calls, Budget budget) {
    bitOf = new int[calls.size()];
    hashOf = new long[calls.size()];
    int requiredCount = 0;
    int optionalCount = 0;
    for (int call = 0; call < calls.size(); call++) {
      boolean isRequired = calls.get(call).required();
      bitOf[call] = isRequired ? requiredCount++ : ~optionalCount++;
      hashOf[call] = isRequired ? Configurations.mix(call) : 0;
    }
    required = new long[(requiredCount + 63) / 64];
    optional = new long[(optionalCount + 63) / 64];
    met = new Configurations(budget, optional.length);
  }

  /** Places a call, or takes it away. */
  void flip(int call) {
    int bit = bitOf[call];
    if (bit >= 0) {
      required[bit >> 6] ^= 1L << bit;
    } else {
      optional[~bit >> 6] ^= 1L << ~bit;
    }
    hash ^= hashOf[call];
  }

  /** Whether these were never placed with the same state before, or one as good. */
  boolean isNew(int state) {
    return met.add(hash, state, required, optional);
  }
}
