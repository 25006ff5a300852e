package io.capstan.server.metrics;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.server.metrics.Metric.Kind;
import io.capstan.v1.Level;
import io.capstan.v1.Operation.KindCase;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Pattern TYPE_LINE = Pattern.compile("(?m)^# TYPE ([a-z_]+) ");
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void afterEverythingWasTouchedExactlyTheListedNamesAreScraped() {
    touchEverything();
    assertEquals(listedNames(), found(TYPE_LINE));
  }

  @Test
  void onlyTheAllowedLabelsAreScraped() {
    touchEverything();
    Set<String> allowedAndTheBucketBound = Set.of("operation", "level", "keyspace", "le");
    assertEquals(new TreeSet<>(allowedAndTheBucketBound), found(LABEL));
  }

  @Test
  void everyNameHasTheFormAndTheUnitOfItsKind() {
    for (Metric metric : Metric.values()) {
      assertTrue(metric.fullName().matches("capstan(_[a-z]+){3,}"), metric::fullName);
      assertEquals(
          metric.kind() == Kind.COUNTER, metric.fullName().endsWith("_total"), metric::fullName);
      if (metric.kind() == Kind.TIMER) {
        assertTrue(metric.fullName().endsWith("_seconds"), metric::fullName);
      }
    }
  }

  @Test
  void requestsAreCountedAndTimedByTheirLabels() {
    metrics.requestDone(KindCase.GET, Level.LEVEL_SESSION, "orders", 3_000_000);
    metrics.requestDone(KindCase.GET, Level.LEVEL_SESSION, "orders", 3_000_000);
    String labels = "{keyspace=\"orders\",level=\"session\",operation=\"get\"}";
    assertScraped("capstan_request_duration_seconds_count" + labels + " 2");
    assertScraped("capstan_request_duration_seconds_sum" + labels + " 0.006");
    assertScraped(labels.replace("}", ",le=\"0.005\"} 2"));
    assertScraped(labels.replace("}", ",le=\"0.002\"} 0"));
  }

  @Test
  void failuresAreRefusedOrUnknownNeverBoth() {
    metrics.requestFailed(KindCase.PUT, Level.LEVEL_UNSPECIFIED, "orders", 1, Failure.NOT_LEADER);
    metrics.requestFailed(
        KindCase.PUT, Level.LEVEL_UNSPECIFIED, "orders", 1, Failure.OUTCOME_UNKNOWN);
    metrics.requestFailed(
        KindCase.PUT, Level.LEVEL_UNSPECIFIED, "orders", 1, Failure.DEADLINE_EXCEEDED);
    String labels = "{keyspace=\"orders\",level=\"none\",operation=\"put\"}";
    assertScraped("capstan_request_refused_total" + labels + " 1");
    assertScraped("capstan_request_unknown_total" + labels + " 2");
    assertScraped("capstan_request_duration_seconds_count" + labels + " 3");
  }

  @Test
  void keyspacesBeyondTheBoundShareOneLabel() {
    for (int i = 0; i < RequestMeters.KEYSPACES_MAX + 10; i++) {
      metrics.requestDone(KindCase.GET, Level.LEVEL_STRONG, "k" + i, 1);
    }
    metrics.requestDone(KindCase.GET, Level.LEVEL_STRONG, "k0", 1);
    String rest = "\",level=\"strong\",operation=\"get\"} ";
    assertScraped("_count{keyspace=\"k0" + rest + "2");
    assertScraped("_count{keyspace=\"k63" + rest + "1");
    assertScraped("_count{keyspace=\"other" + rest + "10");
    assertFalse(metrics.scrape().contains("\"k64\""));
  }

  @Test
  void anOperationWithoutAKeyspaceIsLabelledNone() {
    metrics.requestDone(KindCase.OPEN_SESSION, Level.LEVEL_UNSPECIFIED, "", 1);
    assertScraped("{keyspace=\"none\",level=\"none\",operation=\"open_session\"} 1");
  }

  @Test
  void aGaugeShowsItsSourceAsItIsWhenScraped() {
    double[] leading = {1};
    metrics.watch(Metric.RAFT_LEADER, () -> leading[0]);
    assertScraped("capstan_raft_leader_groups 1.0");
    leading[0] = 0;
    assertScraped("capstan_raft_leader_groups 0.0");
  }

  @Test
  void onlyGaugesAreWatchedAndOnlyOnce() {
    assertThrows(IllegalArgumentException.class, () -> metrics.watch(Metric.READ_ROUNDS, () -> 1));
    metrics.watch(Metric.SESSIONS, () -> 1);
    assertThrows(IllegalArgumentException.class, () -> metrics.watch(Metric.SESSIONS, () -> 2));
  }

  @Test
  void aCounterOfOthersOutlivesAGarbageCollection() {
    long[] entries = {0};
    metrics.count(Metric.RAFT_ENTRIES, () -> entries[0]);
    entries[0] = 7;
    System.gc();
    assertScraped("capstan_raft_applied_entries_total 7");
  }

  @Test
  void aFailedRoundIsARoundToo() {
    metrics.readRoundDone(5);
    metrics.readRoundFailed(3);
    assertScraped("capstan_read_rounds_total 2");
    assertScraped("capstan_read_rounds_failed_total 1");
    assertScraped("capstan_read_round_reads_sum 8");
  }

  private void touchEverything() {
    metrics.requestDone(KindCase.GET, Level.LEVEL_STRONG, "orders", 1_000);
    metrics.requestFailed(
        KindCase.PUT, Level.LEVEL_UNSPECIFIED, "orders", 1_000, Failure.OVERLOADED);
    metrics.batchSubmitted(3, 1_000);
    metrics.readRoundDone(2);
    metrics.readRoundFailed(2);
    metrics.count(Metric.RAFT_ENTRIES, () -> 1);
    metrics.count(Metric.EVENTUAL_HINTS_DROPPED, () -> 1);
    metrics.count(Metric.EVENTUAL_COMPARED_ROWS, () -> 1);
    metrics.count(Metric.CLOCK_SKEW_REFUSED, () -> 1);
    metrics.peerHelloFailed();
    Arrays.stream(Metric.values())
        .filter(metric -> metric.kind() == Kind.GAUGE && !metric.isOfTheJvm())
        .forEach(metric -> metrics.watch(metric, () -> 1));
  }

  private static Set<String> listedNames() {
    return Arrays.stream(Metric.values())
        .flatMap(MetricsTest::scrapedNames)
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<String> scrapedNames(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER, GAUGE -> Stream.of(metric.fullName());
      case TIMER, SUMMARY -> Stream.of(metric.fullName(), metric.fullName() + "_max");
    };
  }

  private Set<String> found(Pattern pattern) {
    return pattern
        .matcher(metrics.scrape())
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(toCollection(TreeSet::new));
  }

  private void assertScraped(String part) {
    String scraped = metrics.scrape();
    assertTrue(scraped.contains(part), () -> part + " is not in\n" + scraped);
  }
}
