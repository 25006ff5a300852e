package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.run.RunResult;
import java.util.LongSummaryStatistics;

/**
 * The time of a run, in seconds from its first request, or its first fault if that came before.
 *
 * @param originNanos of the history's clock
 * @param seconds how long it took until the last answer, or the last healing
 */
record RunClock(long originNanos, double seconds) {
  private static final double SHORTEST_SECONDS = 0.001;

  static RunClock of(RunResult result) {
    LongSummaryStatistics times = new LongSummaryStatistics();
    for (RunResult.LaneResult lane : result.lanes()) {
      for (Operation operation : lane.operations()) {
        times.accept(operation.invoke().nanos());
        times.accept(operation.end().nanos());
      }
    }
    for (Injection injection : result.injections()) {
      times.accept(injection.injectedNanos());
      times.accept(injection.endedNanos());
      injection.healedNanos().ifPresent(times);
    }
    long origin = times.getCount() == 0 ? 0 : times.getMin();
    double seconds = times.getCount() == 0 ? 0 : Numbers.inSeconds(times.getMax() - origin);
    return new RunClock(origin, Math.max(SHORTEST_SECONDS, seconds));
  }

  double seconds(long nanos) {
    return Numbers.inSeconds(nanos - originNanos);
  }
}
