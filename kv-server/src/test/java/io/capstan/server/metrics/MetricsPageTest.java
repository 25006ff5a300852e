package io.capstan.server.metrics;

import io.capstan.server.docs.GeneratedPage;
import io.capstan.server.metrics.Metric.Labels;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String INTRODUCTION =
      """
      # Metrics

      `GET /metrics` on the admin port answers in Prometheus's text format. Names are
      `capstan_<area>_<what>_<unit>`. The only labels are `operation`, `level` and `keyspace`; the first
      64 keyspaces that a node serves have labels of their own, all others share `other`, and `none`
      stands for an operation without a keyspace or a level. Timers have the buckets, `_count` and `_sum`
      of a Prometheus histogram, summaries `_count` and `_sum`; both have a gauge `…_max`, the largest of
      the last minutes.

      | metric | kind | labels | what it is |
      | --- | --- | --- | --- |
      """;

  @Test
  void thePageListsEveryMetric() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Metric metric : Metric.values()) {
      page.append(line(metric));
    }
    GeneratedPage.check("metrics.md", page.toString(), MetricsPageTest.class);
  }

  private static String line(Metric metric) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            metric.fullName(),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.labels() == Labels.REQUEST ? "operation, level, keyspace" : "",
            metric.doc());
  }
}
