package io.capstan.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every thread of the product: named, and a daemon, so that none keeps a process alive.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Threads {
  private Threads() {}

  /** Makes daemons named {@code prefix-0}, {@code prefix-1} and so on. */
  public static ThreadFactory daemon(String prefix) {
    AtomicInteger next = new AtomicInteger();
    return task -> daemon(prefix + "-" + next.getAndIncrement(), task);
  }

  /** One daemon, not started yet. */
  public static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** One daemon, running. */
  public static Thread start(String name, Runnable task) {
    Thread thread = daemon(name, task);
    thread.start();
    return thread;
  }

  /** One thread for short tasks that do not block; a cancelled task leaves its queue at once. */
  public static ScheduledExecutorService scheduler(String name) {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, daemon(name));
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }

  /** A fixed number of threads. The queue has no bound: the caller bounds what it submits. */
  public static ExecutorService fixed(String name, int threads) {
    return Executors.newFixedThreadPool(threads, daemon(name));
  }
}
