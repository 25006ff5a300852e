package io.capstan.jepsen.checker.run;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run must have had for its verdict to mean anything.
 *
 * @param acknowledgedMin operations that were acknowledged
 * @param underFaultMin acknowledged operations that were under way while a fault bit
 * @param finalReadsMin acknowledged reads after the last fault had healed
 */
public record Sufficiency(int acknowledgedMin, int underFaultMin, int finalReadsMin) {
  /**
   * A time in which a fault was seen to bite.
   *
   * @param fromNanos by the history's clock
   * @param untilNanos when it was seen to have healed
   */
  public record Bite(String fault, long fromNanos, long untilNanos) {
    public Bite {
      if (fromNanos > untilNanos) {
        throw new IllegalArgumentException(
            fault + " healed at " + untilNanos + " before it bit at " + fromNanos);
      }
    }

    boolean overlaps(Operation operation) {
      return operation.invoke().nanos() < untilNanos && operation.end().nanos() > fromNanos;
    }
  }

  /**
   * Judges whether a run had all that.
   *
   * @param operations all of the run
   * @param scheduled names of the faults that the schedule had
   * @param bites when which fault bit
   * @return VALID, or UNKNOWN with all that was missing
   */
  public Verdict judge(List<Operation> operations, List<String> scheduled, List<Bite> bites) {
    List<Operation> ok = operations.stream().filter(Operation::acknowledged).toList();
    List<String> missing = new ArrayList<>();
    require(missing, ok.size(), acknowledgedMin, "acknowledged operations");
    for (String fault : scheduled) {
      if (bites.stream().noneMatch(bite -> bite.fault().equals(fault))) {
        missing.add("the fault " + fault + " did not bite");
      }
    }
    if (!scheduled.isEmpty()) {
      long during =
          ok.stream().filter(one -> bites.stream().anyMatch(bite -> bite.overlaps(one))).count();
      require(missing, during, underFaultMin, "acknowledged operations while a fault bit");
    }
    long healed = bites.stream().mapToLong(Bite::untilNanos).max().orElse(Long.MIN_VALUE);
    long last = ok.stream().filter(one -> isRead(one) && one.invoke().nanos() >= healed).count();
    require(missing, last, finalReadsMin, "reads after the last fault had healed");
    return missing.isEmpty()
        ? new Verdict(Verdict.Kind.VALID, ok.size() + " acknowledged operations")
        : new Verdict(Verdict.Kind.UNKNOWN, String.join("; ", missing));
  }

  private static void require(List<String> missing, long count, int min, String what) {
    if (count < min) {
      missing.add("%d %s, fewer than %d".formatted(count, what, min));
    }
  }

  private static boolean isRead(Operation operation) {
    return List.of("read", "get", "r", "read-all").contains(operation.invoke().operation());
  }
}
