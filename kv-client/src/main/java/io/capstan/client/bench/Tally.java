package io.capstan.client.bench;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the operations of one stretch of time. Failed ones are counted by their failure,
 * and are not among the latencies.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Tally {
  private final LatencyRecorder latencies = new LatencyRecorder();
  private final Map<Failure, LongAdder> failures = new ConcurrentHashMap<>();

  void succeeded(long nanos) {
    latencies.record(nanos);
  }

  void failed(Throwable thrown) {
    failures.computeIfAbsent(failure(thrown), failure -> new LongAdder()).increment();
  }

  public LatencyRecorder latencies() {
    return latencies;
  }

  /** In the order of the failures' numbers. */
  public Map<Failure, Long> failures() {
    Map<Failure, Long> counts = new TreeMap<>();
    failures.forEach((failure, count) -> counts.put(failure, count.sum()));
    return counts;
  }

  private static Failure failure(Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return failure(thrown.getCause());
    }
    return thrown instanceof CapstanException refused ? refused.failure() : Failure.INTERNAL;
  }
}
