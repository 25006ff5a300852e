package io.capstan.server.replication.raft;

import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** A runtime whose clocks stand still until they are moved; its timers are real. */
final class FakeRuntime implements AutoCloseable {
  final AtomicLong nanos = new AtomicLong(1_000);
  final AtomicLong wallMillis = new AtomicLong(1_700_000_000_000L);
  private final ScheduledExecutorService timers = Threads.scheduler("fake-timers");

  /** Callers' work runs on the thread that completes it. */
  ReplicaRuntime runtime() {
    return new ReplicaRuntime(
        nanos::get,
        () -> Instant.ofEpochMilli(wallMillis.get()),
        timers,
        Runnable::run,
        Randoms.seeded(1),
        ReplicaEvents.NONE,
        LogDisk.SYSTEM);
  }

  void advance(Duration both) {
    nanos.addAndGet(both.toNanos());
    wallMillis.addAndGet(both.toMillis());
  }

  long in(Duration duration) {
    return nanos.get() + duration.toNanos();
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
