package io.capstan.client.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.error.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one run measured.
 *
 * @param operations answered within the measured time
 * @param millis latencies by their names, in order
 * @param failures how many operations failed, by failure
 */
public record BenchResult(
    double seconds, long operations, Map<String, Double> millis, Map<Failure, Long> failures) {

  public static BenchResult of(Tally tally, long elapsedNanos) {
    LatencyRecorder latencies = tally.latencies();
    Map<String, Double> millis = new LinkedHashMap<>();
    for (String percentile : new String[] {"50", "90", "99", "99.9"}) {
      long nanos = latencies.percentileNanos(Double.parseDouble(percentile));
      millis.put("p" + percentile, nanos / 1e6);
    }
    millis.put("max", latencies.maxNanos() / 1e6);
    return new BenchResult(elapsedNanos / 1e9, latencies.count(), millis, tally.failures());
  }

  double operationsPerSecond() {
    return operations / seconds;
  }

  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%,.0f operations/s (%,d in %.1f s)%n",
        operationsPerSecond(),
        operations,
        seconds);
    var line = new StringBuilder("latency in ms:");
    millis.forEach(
        (name, value) -> line.append(String.format(Locale.ROOT, "  %s %.2f", name, value)));
    out.println(line);
    failures.forEach((failure, count) -> out.println("failed with " + failure + ": " + count));
  }

  public void writeTo(JsonGenerator json) throws IOException {
    json.writeNumberField("seconds", seconds);
    json.writeNumberField("operations", operations);
    json.writeNumberField("operations_per_second", Math.round(operationsPerSecond()));
    json.writeObjectFieldStart("latency_millis");
    for (var latency : millis.entrySet()) {
      json.writeNumberField(latency.getKey(), latency.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("failures");
    for (var failure : failures.entrySet()) {
      json.writeNumberField(failure.getKey().name(), failure.getValue());
    }
    json.writeEndObject();
  }
}
