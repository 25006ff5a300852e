package io.capstan.jepsen.lab;

import io.capstan.runtime.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Carries out seeds, and measures them.
 *
 * @param err where a seed's exception is shown whole
 */
record Attempt(Lab lab, String commit, Ticker ticker, InstantSource clock, PrintStream err) {
  private static final String ERROR = "ERROR";

  ResultLine run(long seed, boolean brief, LabContext context) {
    Instant begun = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    long start = ticker.nanos();
    Outcome outcome = outcome(seed, brief, context);
    Duration elapsed = Duration.ofNanos(ticker.nanos() - start);
    String java = Runtime.version().toString();
    return new ResultLine(lab.name(), commit, seed, outcome, elapsed, java, begun);
  }

  private Outcome outcome(long seed, boolean brief, LabContext context) {
    try {
      return lab.run(seed, brief, context);
    } catch (Exception | AssertionError e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      e.printStackTrace(err);
      return new Outcome(0, ERROR, false, Map.of("error", e.toString()));
    }
  }
}
