package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What ended in each piece of a run's time.
 *
 * @param seconds length of a piece
 * @param slots in order of time, from the beginning of the run
 */
record Slots(double seconds, List<Slot> slots) {
  private static final int MOST = 120;
  private static final double[] LENGTHS = {0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800};
  private static final int FEW = 30;

  /**
   * One piece.
   *
   * @param latencies of the acknowledged ones, sorted
   */
  record Slot(int ok, int fail, int info, List<Duration> latencies) {
    Slot {
      latencies = List.copyOf(latencies);
    }

    int all() {
      return ok + fail + info;
    }

    /** The median of the latencies; zero when there are none. */
    Duration median() {
      return latencies.isEmpty() ? Duration.ZERO : latencies.get((latencies.size() - 1) / 2);
    }
  }

  Slots {
    slots = List.copyOf(slots);
  }

  static Slots of(List<Operation> operations, RunClock clock) {
    double seconds = length(clock.seconds());
    List<List<Operation>> groups = new ArrayList<>();
    for (int i = 0; i <= (int) (clock.seconds() / seconds); i++) {
      groups.add(new ArrayList<>());
    }
    for (Operation operation : operations) {
      int at = (int) (clock.seconds(operation.end().nanos()) / seconds);
      groups.get(Math.min(at, groups.size() - 1)).add(operation);
    }
    return new Slots(seconds, groups.stream().map(Slots::slot).toList());
  }

  /** A second, unless that gives very few or very many. */
  private static double length(double runSeconds) {
    for (double length : LENGTHS) {
      boolean enough = runSeconds / length <= (length < 1 ? FEW : MOST);
      if (enough) {
        return length;
      }
    }
    return runSeconds / MOST;
  }

  private static Slot slot(List<Operation> operations) {
    List<Duration> latencies = new ArrayList<>();
    int info = 0;
    for (Operation operation : operations) {
      if (operation.acknowledged()) {
        latencies.add(latency(operation));
      }
      info += operation.end().type() == Event.Type.INFO ? 1 : 0;
    }
    Collections.sort(latencies);
    int ok = latencies.size();
    return new Slot(ok, operations.size() - ok - info, info, latencies);
  }

  static Duration latency(Operation operation) {
    return Duration.ofNanos(operation.end().nanos() - operation.invoke().nanos());
  }
}
