package io.capstan.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.function.Supplier;

/** The few metrics of the JVM that tell whether it, and not the store, is what is slow. */
final class JvmMeters {
  private static final double MILLIS_PER_SECOND = 1_000;

  private JvmMeters() {}

  /**
   * Registers them.
   *
   * @return what the registry counts from; it refers to it weakly, so the caller keeps it
   */
  static Object register(MeterRegistry registry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    gauge(registry, Metric.JVM_HEAP_USED, () -> memory.getHeapMemoryUsage().getUsed());
    gauge(registry, Metric.JVM_HEAP_MAX, () -> memory.getHeapMemoryUsage().getMax());
    gauge(registry, Metric.JVM_DIRECT_USED, JvmMeters::directBytes);
    gauge(registry, Metric.JVM_THREADS, ManagementFactory.getThreadMXBean()::getThreadCount);
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    FunctionCounter.builder(Metric.JVM_GC.fullName(), collectors, JvmMeters::seconds)
        .description(Metric.JVM_GC.doc())
        .register(registry);
    return collectors;
  }

  private static void gauge(MeterRegistry registry, Metric metric, Supplier<Number> value) {
    Gauge.builder(metric.fullName(), value).description(metric.doc()).register(registry);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static double seconds(List<GarbageCollectorMXBean> collectors) {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum()
        / MILLIS_PER_SECOND;
  }
}
