package io.capstan.server.admin;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the process makes progress: some task of its own beats at intervals, and a process that
 * has not been able to for long is to be restarted.
 *
 * <p>Before the first beat it counts as alive: a start may take long.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Pulse {
  /** Far above any pause that ends on its own. */
  public static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final Ticker ticker;
  private volatile boolean begun;
  private volatile long lastNanos;

  public Pulse(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Says that there is progress. */
  public void beat() {
    lastNanos = ticker.nanos();
    begun = true;
  }

  /** Why the process should be restarted; empty while it makes progress. */
  public Optional<String> notLive() {
    Duration silence = Duration.ofNanos(ticker.nanos() - lastNanos);
    return begun && silence.compareTo(SILENCE_MAX) > 0
        ? Optional.of("no background task has run for " + silence.toSeconds() + " s")
        : Optional.empty();
  }
}
