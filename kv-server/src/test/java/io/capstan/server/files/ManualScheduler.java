package io.capstan.server.files;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler that runs its periodic tasks when the test says so, on the test's thread. */
public final class ManualScheduler extends ScheduledThreadPoolExecutor {
  private record Task(Runnable task, ScheduledFuture<?> handle) {}

  private final List<Task> tasks = new ArrayList<>();

  public ManualScheduler() {
    super(0);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    ScheduledFuture<?> handle = super.schedule(() -> {}, Long.MAX_VALUE, TimeUnit.DAYS);
    tasks.add(new Task(task, handle));
    return handle;
  }

  /** Lets one interval pass: every task that is not cancelled runs once. */
  public void tick() {
    tasks.stream().filter(each -> !each.handle.isCancelled()).forEach(each -> each.task.run());
  }
}
