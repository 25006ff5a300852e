package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a counter that only grew ended between the sum of the acknowledged increments and that
 * plus the sum of the unknown ones. The value of an {@code increment} is what it adds.
 *
 * @param operations increments of the counter
 * @param acknowledged the least that it may be
 * @param unknown how much more it may be
 */
public record CounterChecker(int operations, long acknowledged, long unknown) {
  private static final CounterChecker NOTHING = new CounterChecker(0, 0, 0);

  /**
   * Adds up the increments of each key that has any.
   *
   * @throws IllegalArgumentException for an increment by less than 1
   */
  public static Map<String, CounterChecker> byKey(List<Operation> operations) {
    Map<String, CounterChecker> counters = new TreeMap<>();
    for (Operation operation : operations) {
      Event invoke = operation.invoke();
      if (invoke.operation().equals("increment")) {
        long delta = delta(invoke.value());
        long acknowledged = operation.acknowledged() ? delta : 0;
        long unknown = operation.unknown() ? delta : 0;
        counters.merge(
            invoke.key(), new CounterChecker(1, acknowledged, unknown), CounterChecker::plus);
      }
    }
    return counters;
  }

  /** The same for one key. */
  public static CounterChecker of(List<Operation> operations, String key) {
    return byKey(operations).getOrDefault(key, NOTHING);
  }

  private CounterChecker plus(CounterChecker other) {
    return new CounterChecker(
        operations + other.operations, acknowledged + other.acknowledged, unknown + other.unknown);
  }

  /** Is something acknowledged not in the value after the last increment? */
  public boolean misses(long value) {
    return value < acknowledged;
  }

  /** Is more in that value than was asked for? */
  public boolean exceeds(long value) {
    return value - acknowledged > unknown;
  }

  /** What a verdict on a value rests on, for a person. */
  public String reason(long value) {
    return "the counter is %d; %d was acknowledged, %d more is unknown"
        .formatted(value, acknowledged, unknown);
  }

  /** Judges the counter's value after the last increment. */
  public Verdict check(long value) {
    if (operations == 0) {
      return new Verdict(Verdict.Kind.UNKNOWN, "nothing was counted; " + reason(value));
    }
    boolean inBounds = !misses(value) && !exceeds(value);
    return new Verdict(inBounds ? Verdict.Kind.VALID : Verdict.Kind.INVALID, reason(value));
  }

  private static long delta(@Nullable String value) {
    long delta = value == null ? 0 : Long.parseLong(value);
    if (delta < 1) {
      throw new IllegalArgumentException("an increment by " + value + "; it must be 1 or more");
    }
    return delta;
  }
}
