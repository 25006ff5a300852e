package io.capstan.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How this node takes part in EVENTUAL keyspaces.
 *
 * @param clockSkewMax how far a client's clock may differ from this node's, and this from most
 *     nodes'
 * @param hintRowsMax rows kept for each node that cannot be reached
 * @param hedgeAfter a read that takes longer asks one more replica
 * @param compareInterval replicas are compared with each other this often, beside after each
 *     reconnection
 */
public record EventualConfig(
    Duration clockSkewMax, long hintRowsMax, Duration hedgeAfter, Duration compareInterval) {
  static final Setting<Duration> CLOCK_SKEW_MAX =
      Setting.of(
          "eventual-clock-skew-max",
          ValueTypes.duration("10ms", "1h"),
          "5s",
          "a write whose time differs by more from this node's clock is refused with CLOCK_SKEW, and all are when this node's clock differs by more from most nodes'",
          "far above what NTP leaves; far below what a person would call another time");

  static final Setting<Integer> HINT_ROWS_MAX =
      Setting.of(
          "eventual-hint-rows-max",
          ValueTypes.integer(0, 1_000_000_000),
          "1000000",
          "rows kept for each node that cannot be reached; more are left to the comparison",
          "some 100 s of 10,000 writes a second");

  static final Setting<Duration> HEDGE_AFTER =
      Setting.of(
          "eventual-hedge-after",
          ValueTypes.duration("1ms", "1min"),
          "20ms",
          "a read that is not answered after this asks one more replica",
          "above what a healthy replica needs, so that few reads are asked twice");

  static final Setting<Duration> COMPARE_INTERVAL =
      Setting.of(
          "eventual-compare-interval",
          ValueTypes.duration("1s", "24h"),
          "10min",
          "replicas are compared with each other this often, and after each reconnection",
          "a comparison reads all rows; hints and read repair do most of the work before");

  static final Section SECTION =
      new Section(
          "EVENTUAL keyspaces",
          List.of(CLOCK_SKEW_MAX, HINT_ROWS_MAX, HEDGE_AFTER, COMPARE_INTERVAL),
          List.of());

  static EventualConfig of(Values values) {
    return new EventualConfig(
        values.get(CLOCK_SKEW_MAX),
        values.get(HINT_ROWS_MAX),
        values.get(HEDGE_AFTER),
        values.get(COMPARE_INTERVAL));
  }
}
