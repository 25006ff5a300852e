package io.capstan.server.metrics;

import io.capstan.error.Failure;
import io.capstan.v1.Level;
import io.capstan.v1.Operation.KindCase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of requests, by operation, level and keyspace; made when first needed, then found by
 * two hash look-ups.
 *
 * <p>Each keyspace beyond the first {@value #KEYSPACES_MAX} shares the label {@value #OTHER}, so
 * that whoever makes many keyspaces does not make many time series.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class RequestMeters {
  static final int KEYSPACES_MAX = 64;
  static final String OTHER = "other";
  private static final String NONE = "none";
  private static final String LEVEL_PREFIX = "LEVEL_";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private record Request(KindCase operation, Level level, String keyspaceLabel) {
    Tags tags() {
      return Tags.of(
          "operation", labelOf(operation),
          "level", labelOf(level),
          "keyspace", keyspaceLabel);
    }
  }

  private final MeterRegistry registry;
  private final Map<String, String> keyspaceLabels = new ConcurrentHashMap<>();
  private final Map<Request, OfRequest> meters = new ConcurrentHashMap<>();

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
    keyspaceLabels.put("", NONE);
  }

  /** The meters of one kind of request. */
  OfRequest of(KindCase operation, Level level, String keyspace) {
    String label = keyspaceLabels.get(keyspace);
    Request request = new Request(operation, level, label == null ? admit(keyspace) : label);
    OfRequest known = meters.get(request);
    return known == null ? meters.computeIfAbsent(request, this::register) : known;
  }

  /** Gives a keyspace a label of its own, as long as there are any. */
  private synchronized String admit(String keyspace) {
    // One more: the operations without a keyspace.
    if (keyspaceLabels.size() < KEYSPACES_MAX + 1) {
      keyspaceLabels.put(keyspace, keyspace);
    }
    return keyspaceLabels.getOrDefault(keyspace, OTHER);
  }

  private OfRequest register(Request request) {
    return new OfRequest(registry, request.tags());
  }

  /** The meters of one kind of request. */
  static final class OfRequest {
    private final Timer duration;
    private final Counter refused;
    private final Counter unknown;

    private OfRequest(MeterRegistry registry, Tags tags) {
      duration =
          Timer.builder(Metric.REQUEST_DURATION.fullName())
              .description(Metric.REQUEST_DURATION.doc())
              .serviceLevelObjectives(BUCKETS)
              .tags(tags)
              .register(registry);
      refused = counter(registry, Metric.REQUEST_REFUSED, tags);
      unknown = counter(registry, Metric.REQUEST_UNKNOWN, tags);
    }

    void done(long elapsedNanos) {
      duration.record(elapsedNanos, TimeUnit.NANOSECONDS);
    }

    void failed(long elapsedNanos, Failure failure) {
      done(elapsedNanos);
      (failure.definite() ? refused : unknown).increment();
    }

    private static Counter counter(MeterRegistry registry, Metric metric, Tags tags) {
      return Counter.builder(metric.fullName())
          .description(metric.doc())
          .tags(tags)
          .register(registry);
    }
  }

  private static String labelOf(KindCase operation) {
    return operation == KindCase.KIND_NOT_SET ? NONE : operation.name().toLowerCase(Locale.ROOT);
  }

  private static String labelOf(Level level) {
    return switch (level) {
      case LEVEL_UNSPECIFIED, UNRECOGNIZED -> NONE;
      default -> level.name().substring(LEVEL_PREFIX.length()).toLowerCase(Locale.ROOT);
    };
  }
}
