package io.capstan.client.routing;

import io.capstan.runtime.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node makes progress, judged by nothing but what became of our own requests: a node that
 * accepts connections and answers pings may still serve nobody.
 *
 * <p>After {@value #FAILURES_TO_AVOID} attempts in a row without an answer the node is avoided for
 * a while, twice as long each further time, at most {@value #AVOID_MILLIS_MAX} ms; then it is tried
 * again. Any answer ends that. To avoid is not to exclude: where nobody else is left, the node is
 * asked all the same.
 *
 * <p>Thread safety: an immutable record behind a volatile; a lost update costs one count.
 */
public final class NodeHealth {
  static final int FAILURES_TO_AVOID = 3;
  private static final long AVOID_MILLIS_MIN = 250;
  private static final long AVOID_MILLIS_MAX = 4_000;

  private final Ticker ticker;
  private volatile @Nullable Trouble trouble;

  public NodeHealth(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * @param failures in a row
   * @param rounds how many times the node was avoided since its last answer
   * @param untilNanos when it may be tried again, by the ticker; meaningless while rounds is 0
   */
  private record Trouble(int failures, int rounds, long untilNanos) {}

  /** An answer arrived. */
  public void answered() {
    if (trouble != null) {
      trouble = null;
    }
  }

  /** An attempt ended without an answer. */
  public void failed() {
    long now = ticker.nanos();
    Trouble before = trouble;
    if (before == null) {
      trouble = new Trouble(1, 0, now);
    } else if (before.rounds == 0 && before.failures + 1 < FAILURES_TO_AVOID) {
      trouble = new Trouble(before.failures + 1, 0, now);
    } else if (before.rounds == 0 || now - before.untilNanos >= 0) {
      long millis = Math.min(AVOID_MILLIS_MAX, AVOID_MILLIS_MIN << Math.min(before.rounds, 4));
      trouble =
          new Trouble(
              before.failures + 1, before.rounds + 1, now + TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  /** Whether others should be asked first. */
  public boolean isAvoided() {
    Trouble now = trouble;
    return now != null && now.rounds > 0 && ticker.nanos() - now.untilNanos < 0;
  }
}
