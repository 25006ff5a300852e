package io.capstan.runtime;

/**
 * A monotonic clock: what deadlines, back-off and elapsed times are measured with. Never mixed with
 * wall time, for which {@link Clocks} is the seam.
 *
 * <p>Thread safety: safe for use by several threads.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since an arbitrary origin; only differences mean something. */
  long nanos();

  /** The machine's own. */
  static Ticker system() {
    return System::nanoTime;
  }
}
