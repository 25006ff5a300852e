package io.capstan.server.metrics;

import io.capstan.error.Failure;
import io.capstan.server.metrics.Metric.Kind;
import io.capstan.v1.Level;
import io.capstan.v1.Operation.KindCase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The node's metrics: one typed method for each thing that happens.
 *
 * <p>The methods are cheap enough for every request: they find their meters without making
 * anything, and add to a few counters.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RequestMeters requests = new RequestMeters(registry);
  private final DistributionSummary batchOperations = summary(Metric.BATCH_OPERATIONS);
  private final DistributionSummary batchBytes = summary(Metric.BATCH_BYTES);
  private final Counter readRounds = counter(Metric.READ_ROUNDS);
  private final Counter readRoundsFailed = counter(Metric.READ_ROUNDS_FAILED);
  private final DistributionSummary readRoundReads = summary(Metric.READ_ROUND_READS);
  private final Counter peerHelloFailures = counter(Metric.PEER_HELLO_FAILURES);

  // The registry refers to them weakly only.
  private final Queue<Object> counted = new ConcurrentLinkedQueue<>();

  public Metrics() {
    counted.add(JvmMeters.register(registry));
  }

  /**
   * An operation was answered with what it asked for.
   *
   * @param level of a read; LEVEL_UNSPECIFIED for a write
   * @param keyspace an existing one; empty for an operation that has none
   */
  public void requestDone(KindCase operation, Level level, String keyspace, long elapsedNanos) {
    requests.of(operation, level, keyspace).done(elapsedNanos);
  }

  /**
   * An operation failed.
   *
   * @param level of a read; LEVEL_UNSPECIFIED for a write
   * @param keyspace an existing one; empty when there is none, such as one of an unknown name
   */
  public void requestFailed(
      KindCase operation, Level level, String keyspace, long elapsedNanos, Failure failure) {
    requests.of(operation, level, keyspace).failed(elapsedNanos, failure);
  }

  /** A log entry was submitted. */
  public void batchSubmitted(int operations, int bytes) {
    batchOperations.record(operations);
    batchBytes.record(bytes);
  }

  /** A round of STRONG reads was confirmed by a majority. */
  public void readRoundDone(int reads) {
    readRounds.increment();
    readRoundReads.record(reads);
  }

  /** A round of STRONG reads was not confirmed. */
  public void readRoundFailed(int reads) {
    readRoundDone(reads);
    readRoundsFailed.increment();
  }

  /** Another node could not be greeted. */
  public void peerHelloFailed() {
    peerHelloFailures.increment();
  }

  /**
   * Registers where a gauge's value comes from. Each is registered once, when the node starts.
   *
   * @param value cheap, and safe to ask from any thread
   */
  public void watch(Metric gauge, DoubleSupplier value) {
    if (gauge.kind() != Kind.GAUGE || registry.find(gauge.fullName()).gauge() != null) {
      throw new IllegalArgumentException(gauge + " is no gauge, or is watched already");
    }
    Gauge.builder(gauge.fullName(), value::getAsDouble).description(gauge.doc()).register(registry);
  }

  /**
   * Registers where a counter's value comes from, when somebody else counts. Each is registered
   * once, when the node starts.
   *
   * @param value only grows; cheap, and safe to ask from any thread
   */
  public void count(Metric counter, LongSupplier value) {
    if (counter.kind() != Kind.COUNTER || registry.find(counter.fullName()).meter() != null) {
      throw new IllegalArgumentException(counter + " is no counter, or is counted already");
    }
    counted.add(value);
    FunctionCounter.builder(counter.fullName(), value, LongSupplier::getAsLong)
        .description(counter.doc())
        .register(registry);
  }

  /** Everything, in Prometheus's text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private Counter counter(Metric metric) {
    return Counter.builder(metric.fullName()).description(metric.doc()).register(registry);
  }

  private DistributionSummary summary(Metric metric) {
    return DistributionSummary.builder(metric.fullName())
        .description(metric.doc())
        .register(registry);
  }
}
