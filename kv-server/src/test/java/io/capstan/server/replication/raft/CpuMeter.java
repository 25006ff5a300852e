package io.capstan.server.replication.raft;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** The CPU time of the threads of some name. */
final class CpuMeter {
  private static final long WINDOW_NANOS = 500_000_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final String namePart;

  CpuMeter(String namePart) {
    this.namePart = namePart;
  }

  /** How much of one core they use, over half a second. */
  double shareOfOneCore() {
    long start = System.nanoTime();
    long before = cpuNanos();
    while (System.nanoTime() - start < WINDOW_NANOS) {
      LockSupport.parkNanos(WINDOW_NANOS);
    }
    return (cpuNanos() - before) / (double) (System.nanoTime() - start);
  }

  private long cpuNanos() {
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(thread -> thread.getThreadName().contains(namePart))
        .mapToLong(ThreadInfo::getThreadId)
        .map(id -> Math.max(0, threads.getThreadCpuTime(id)))
        .sum();
  }
}
