package io.capstan.jepsen.nemesis.docker;

import java.time.Instant;
import java.util.Optional;

/**
 * A process of this machine that owns containers.
 *
 * @param pid by which the system knows it while it runs
 * @param startedMillis since the epoch; tells it from a later process of that pid
 */
record Owner(long pid, long startedMillis) {
  static Owner thisProcess() {
    return of(ProcessHandle.current());
  }

  private static Owner of(ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return new Owner(process.pid(), started);
  }

  /**
   * What {@link #label} has given.
   *
   * @return empty: it is none
   */
  static Optional<Owner> parse(String label) {
    int dash = label.indexOf('-');
    try {
      return Optional.of(
          new Owner(
              Long.parseLong(label, 0, Math.max(0, dash), 10),
              Long.parseLong(label, dash + 1, label.length(), 10)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String label() {
    return pid + "-" + startedMillis;
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).map(Owner::of).filter(this::equals).isPresent();
  }
}
