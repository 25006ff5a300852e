package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.List;
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
  /**
   * Adds up a history.
   *
   * @throws IllegalArgumentException for an increment by less than 1
   */
  public static CounterChecker of(List<Event> history, String key) {
    int operations = 0;
    long acknowledged = 0;
    long unknown = 0;
    for (Operation operation : Operation.of(history)) {
      Event invoke = operation.invoke();
      if (invoke.operation().equals("increment") && invoke.key().equals(key)) {
        long delta = delta(invoke.value());
        operations++;
        acknowledged += operation.acknowledged() ? delta : 0;
        unknown += operation.unknown() ? delta : 0;
      }
    }
    return new CounterChecker(operations, acknowledged, unknown);
  }

  /** Judges the counter's value after the last increment. */
  public Verdict check(long value) {
    String reason =
        "the counter is %d; %d was acknowledged, %d more is unknown"
            .formatted(value, acknowledged, unknown);
    if (operations == 0) {
      return new Verdict(Verdict.Kind.UNKNOWN, "nothing was counted; " + reason);
    }
    boolean inBounds = value >= acknowledged && value - acknowledged <= unknown;
    return new Verdict(inBounds ? Verdict.Kind.VALID : Verdict.Kind.INVALID, reason);
  }

  private static long delta(@Nullable String value) {
    long delta = value == null ? 0 : Long.parseLong(value);
    if (delta < 1) {
      throw new IllegalArgumentException("an increment by " + value + "; it must be 1 or more");
    }
    return delta;
  }
}
