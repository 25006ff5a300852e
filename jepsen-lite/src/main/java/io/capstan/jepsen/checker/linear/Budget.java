package io.capstan.jepsen.checker.linear;

/** What is left of the bounds on one key. Thread safety: for one thread. */
final class Budget {
  /** The clock is read once in so many steps. */
  private static final int STEPS_PER_LOOK = 1024;

  private final Bounds bounds;
  private final long endNanos;
  private long steps;
  private String exhausted = "";

  Budget(Bounds bounds, long endNanos) {
    this.bounds = bounds;
    this.endNanos = endNanos;
  }

  /** Takes a step; false when there is none left. */
  boolean step() {
    steps++;
    if (steps > bounds.stepsMax()) {
      return exhaust("more than " + bounds.stepsMax() + " steps");
    }
    if (steps % STEPS_PER_LOOK == 1 && bounds.ticker().nanos() - endNanos >= 0) {
      String all = bounds.endNanos().isPresent() ? "all that is judged" : "all keys";
      return exhaust("more than " + bounds.time().toMillis() + " ms for " + all);
    }
    return true;
  }

  /** Whether a table may have this size. */
  boolean words(long words) {
    return words <= bounds.memoryWordsMax()
        || exhaust("more than " + bounds.memoryWordsMax() + " words of memory");
  }

  long steps() {
    return steps;
  }

  /** Which bound was hit; empty: none. */
  String exhausted() {
    return exhausted;
  }

  private boolean exhaust(String bound) {
    exhausted = bound;
    return false;
  }
}
