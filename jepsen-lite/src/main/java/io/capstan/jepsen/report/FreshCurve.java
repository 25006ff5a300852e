package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.version.Staleness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many reads were fresh, by the time since the last acknowledged write of their key.
 *
 * @param steps in order of time
 */
record FreshCurve(List<Step> steps) {
  private static final Duration END = Duration.ofDays(36_500);
  private static final List<Duration> EDGES =
      Stream.concat(
              Stream.of(0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
                  .map(Duration::ofMillis),
              Stream.of(END))
          .toList();

  /**
   * The reads that began at least one time and less than another after the acknowledgement.
   *
   * @param until later than any read where it is the last step
   */
  record Step(Duration from, Duration until, int reads, int fresh) {
    boolean last() {
      return until.equals(END);
    }
  }

  FreshCurve {
    steps = List.copyOf(steps);
  }

  static FreshCurve of(Staleness staleness) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i + 1 < EDGES.size(); i++) {
      Duration from = EDGES.get(i);
      Duration until = EDGES.get(i + 1);
      List<Staleness.Read> within =
          staleness.reads().stream()
              .filter(read -> read.sinceAck().compareTo(from) >= 0)
              .filter(read -> read.sinceAck().compareTo(until) < 0)
              .toList();
      steps.add(new Step(from, until, within.size(), fresh(within)));
    }
    return new FreshCurve(steps);
  }

  static int fresh(List<Staleness.Read> reads) {
    return (int) reads.stream().filter(Staleness.Read::fresh).count();
  }

  int reads() {
    return steps.stream().mapToInt(Step::reads).sum();
  }
}
