package io.capstan.jepsen.store.capstan;

import static io.capstan.jepsen.workload.Guarantee.BOUNDED_STALENESS;
import static io.capstan.jepsen.workload.Guarantee.CONSISTENT_PREFIX;
import static io.capstan.jepsen.workload.Guarantee.CONVERGENCE;
import static io.capstan.jepsen.workload.Guarantee.MONOTONIC_READS;
import static io.capstan.jepsen.workload.Guarantee.MONOTONIC_WRITES;
import static io.capstan.jepsen.workload.Guarantee.NO_DUPLICATES;
import static io.capstan.jepsen.workload.Guarantee.NO_INVENTION;
import static io.capstan.jepsen.workload.Guarantee.NO_LOST_WRITES;
import static io.capstan.jepsen.workload.Guarantee.NO_RESURRECTION;
import static io.capstan.jepsen.workload.Guarantee.READ_YOUR_WRITES;
import static io.capstan.jepsen.workload.Guarantee.WRITES_FOLLOW_READS;

import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways to use Capstan and what docs/guarantees.md promises of each. What is promised whatever
 * the level: nothing acknowledged is lost, comes back or is made up, and replicas become equal.
 */
final class CapstanLanes {
  private static final String STRONG_MODE = "STRONG keyspace";
  private static final String EVENTUAL_MODE = "EVENTUAL keyspace";
  private static final Duration BOUND = Duration.ofSeconds(1);
  private static final Set<Guarantee> ALWAYS =
      EnumSet.of(CONVERGENCE, NO_LOST_WRITES, NO_RESURRECTION, NO_INVENTION, NO_DUPLICATES);
  private static final Set<Guarantee> SESSION =
      EnumSet.of(READ_YOUR_WRITES, MONOTONIC_READS, MONOTONIC_WRITES, WRITES_FOLLOW_READS);

  /** From the strongest to the weakest. */
  static final List<Row> ROWS =
      List.of(
          strong("strong", Level.STRONG, EnumSet.allOf(Guarantee.class)),
          strong("strong-session", Level.SESSION, with(SESSION, CONSISTENT_PREFIX)),
          strong("strong-bounded", Level.bounded(BOUND), with(Set.of(), BOUNDED_STALENESS)),
          strong("strong-eventual", Level.EVENTUAL, with(Set.of(), CONSISTENT_PREFIX)),
          eventual("eventual-majority", Level.EVENTUAL, Quorum.MAJORITY, Set.of()),
          eventual("eventual-session", Level.SESSION, Quorum.MAJORITY, SESSION),
          eventual("eventual-one", Level.EVENTUAL, Quorum.ONE, Set.of()));

  /**
   * How a lane is used.
   *
   * @param keyspace where its rows are
   * @param level of its reads
   * @param quorum of its reads and writes
   */
  record Row(Lane lane, String keyspace, Level level, Quorum quorum) {}

  private CapstanLanes() {}

  static List<Lane> lanes() {
    return ROWS.stream().map(Row::lane).toList();
  }

  static Row of(Lane lane) {
    return ROWS.stream()
        .filter(row -> row.lane().name().equals(lane.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no lane " + lane.name()));
  }

  private static Set<Guarantee> with(Set<Guarantee> some, Guarantee... more) {
    Set<Guarantee> all = EnumSet.noneOf(Guarantee.class);
    all.addAll(some);
    all.addAll(List.of(more));
    return all;
  }

  private static Row strong(String name, Level level, Set<Guarantee> promised) {
    Set<Guarantee> all = EnumSet.copyOf(ALWAYS);
    all.addAll(promised);
    Optional<Duration> bound =
        level.kind() == Level.Kind.STRONG ? Optional.of(Duration.ZERO) : level.maxStaleness();
    boolean local = level.kind() != Level.Kind.STRONG;
    Set<String> levels = local ? Set.of() : Set.copyOf(Lane.LEVELS);
    Lane lane = new Lane(name, STRONG_MODE, words(level), all, bound, true, false, local, levels);
    return new Row(lane, "strong", level, Quorum.KEYSPACE_DEFAULT);
  }

  private static Row eventual(String name, Level level, Quorum quorum, Set<Guarantee> promised) {
    Set<Guarantee> all = EnumSet.copyOf(ALWAYS);
    all.addAll(promised);
    String reads = words(level) + ", W = R = " + quorum;
    // Stamps are the clients', so that servers' wrong clocks change no promise.
    boolean local = quorum.equals(Quorum.ONE);
    Lane lane = new Lane(name, EVENTUAL_MODE, reads, all, Optional.empty(), false, true, local);
    return new Row(lane, "eventual", level, quorum);
  }

  private static String words(Level level) {
    return level
        .maxStaleness()
        .map(bound -> level.kind() + "(" + bound.toMillis() + " ms)")
        .orElse(level.kind().name());
  }
}
