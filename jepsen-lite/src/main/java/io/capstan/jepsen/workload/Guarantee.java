package io.capstan.jepsen.workload;

import java.util.Arrays;
import java.util.Locale;

/** What may be promised of the answers of a store; each has a verdict of its own. */
public enum Guarantee {
  /** Each key has one order of its operations that keeps real time (Herlihy and Wing 1990). */
  LINEARIZABLE("linearizable"),
  /** All operations have one order that keeps that of each process (Lamport 1979). */
  SEQUENTIAL("sequential"),
  READ_YOUR_WRITES("read your writes"),
  MONOTONIC_READS("monotonic reads"),
  MONOTONIC_WRITES("monotonic writes"),
  WRITES_FOLLOW_READS("writes follow reads"),
  /** No read misses a write that was acknowledged longer before it than the bound. */
  BOUNDED_STALENESS("staleness in bound"),
  /** Of two reads of a list one is the beginning of the other. */
  CONSISTENT_PREFIX("consistent prefix"),
  /** Nothing that was done once shows twice. */
  NO_DUPLICATES("no duplicates"),
  /** After the healing all nodes give the same answers. */
  CONVERGENCE("convergence"),
  /** What was acknowledged is there at the end, unless something newer is. */
  NO_LOST_WRITES("no lost writes"),
  /** What was deleted does not come back. */
  NO_RESURRECTION("no resurrection"),
  /** Nothing is read that nobody wrote. */
  NO_INVENTION("no invention");

  private final String label;

  Guarantee(String label) {
    this.label = label;
  }

  /** For a person. */
  public String label() {
    return label;
  }

  /** On the command line and in files, such as {@code read-your-writes}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The inverse of {@link #word}.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static Guarantee of(String word) {
    for (Guarantee guarantee : values()) {
      if (guarantee.word().equals(word)) {
        return guarantee;
      }
    }
    throw new IllegalArgumentException(
        "there is no guarantee \"%s\"; there are %s"
            .formatted(word, Arrays.stream(values()).map(Guarantee::word).toList()));
  }
}
