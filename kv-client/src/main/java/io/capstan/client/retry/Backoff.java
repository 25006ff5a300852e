package io.capstan.client.retry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next round over the replicas: {@value #MILLIS_MIN} ms, doubled each
 * round up to {@value #MILLIS_MAX} ms, of which the upper half is left to chance.
 *
 * <p>The rounds of all calls together are held to a budget: {@value #BUDGET_START} at first and one
 * for every {@value #REQUESTS_PER_ROUND} requests. Without budget a round waits the longest time,
 * so that clients of a cluster in trouble ask it about once a second for each request, and not
 * more.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Backoff {
  static final long MILLIS_MIN = 10;
  static final long MILLIS_MAX = 1_000;
  static final int BUDGET_START = 10;
  static final int REQUESTS_PER_ROUND = 10;
  private static final long BUDGET_MAX = 1_000L * REQUESTS_PER_ROUND;

  @GuardedBy("this")
  private final RandomGenerator random;

  private final AtomicLong budget = new AtomicLong((long) BUDGET_START * REQUESTS_PER_ROUND);

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** A request begins: a part of a round is earned. */
  void requestStarted() {
    if (budget.get() < BUDGET_MAX) {
      budget.incrementAndGet();
    }
  }

  /**
   * The wait before a round, in nanoseconds.
   *
   * @param round 0 = the first after a failure
   * @param atLeastMillis what the node asked for; 0: nothing
   */
  long nextNanos(int round, long atLeastMillis) {
    long full = takeRound() ? Math.min(MILLIS_MAX, MILLIS_MIN << Math.min(round, 10)) : MILLIS_MAX;
    long nanos = TimeUnit.MILLISECONDS.toNanos(full);
    return Math.max(TimeUnit.MILLISECONDS.toNanos(atLeastMillis), nanos / 2 + jitter(nanos / 2));
  }

  private boolean takeRound() {
    long left = budget.getAndUpdate(b -> b < REQUESTS_PER_ROUND ? b : b - REQUESTS_PER_ROUND);
    return left >= REQUESTS_PER_ROUND;
  }

  private synchronized long jitter(long bound) {
    return random.nextLong(bound + 1);
  }
}
