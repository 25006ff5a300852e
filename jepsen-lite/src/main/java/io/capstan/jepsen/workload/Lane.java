package io.capstan.jepsen.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way to use a store, which has keys and processes of its own in a run: a row of the report
 * card.
 *
 * @param name as in the level of events, and on the command line: {@code strong}, {@code
 *     strong-session}, {@code eventual-one}
 * @param mode what kind of replication it is, for a person, such as {@code STRONG keyspace}
 * @param reads how it reads, for a person, such as {@code SESSION}
 * @param promised what the store promises of it; the verdict on a run depends on these alone
 * @param stalenessMax how old its answers may be, where that is promised
 * @param conditional whether it has compare-and-set, increment and atomic batches
 * @param sessionsPerKey whether what sessions are promised is about each key by itself
 * @param localReads whether a read shows the rows of one replica, rather than what several agree on
 * @param levels those of {@link #LEVELS} that a read can name instead of the lane's own way; none:
 *     it must not name any
 */
public record Lane(
    String name,
    String mode,
    String reads,
    Set<Guarantee> promised,
    Optional<Duration> stalenessMax,
    boolean conditional,
    boolean sessionsPerKey,
    boolean localReads,
    Set<String> levels) {
  /** The level of reads that are linearizable with all writes. */
  public static final String STRONG = "strong";

  /** The level of reads that see what their session has seen. */
  public static final String SESSION = "session";

  /** The level of reads that may be of any replica. */
  public static final String EVENTUAL = "eventual";

  /** The levels that a read may name, from the strongest to the weakest. */
  public static final List<String> LEVELS = List.of(STRONG, SESSION, EVENTUAL);

  public Lane {
    promised = Set.copyOf(promised);
    levels = Set.copyOf(levels);
  }

  /** One whose reads name no level. */
  public Lane(
      String name,
      String mode,
      String reads,
      Set<Guarantee> promised,
      Optional<Duration> stalenessMax,
      boolean conditional,
      boolean sessionsPerKey,
      boolean localReads) {
    this(
        name,
        mode,
        reads,
        promised,
        stalenessMax,
        conditional,
        sessionsPerKey,
        localReads,
        Set.of());
  }

  /**
   * Whether a read tells what it was to tell of the node that was asked. Where a read shows the
   * rows of one replica, that must be the node's own.
   *
   * @param level that the read names; null: none
   * @param servedBy empty: not known
   */
  public boolean tellsOf(String node, @Nullable String level, String servedBy) {
    boolean local = localReads || EVENTUAL.equals(level);
    return !local || servedBy.equals(node);
  }

  /** The same with other promises. */
  public Lane promising(Set<Guarantee> others) {
    return new Lane(
        name, mode, reads, others, stalenessMax, conditional, sessionsPerKey, localReads, levels);
  }
}
