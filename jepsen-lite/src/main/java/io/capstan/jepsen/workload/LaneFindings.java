package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.linear.SequentialConsistency;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.checker.version.QuietState;
import io.capstan.jepsen.checker.version.SessionGuarantees;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What is found on a lane, one judgement after another. Thread safety: for one thread. */
final class LaneFindings {
  /** For each key of a lane that need not be linearizable. */
  private static final long UNPROMISED_STEPS = 100_000;

  /** One order of all keys is looked for no longer than this where it alone is promised. */
  private static final long SEQUENTIAL_STEPS = 2_000;

  /** And elsewhere, as that order is dear to look for. */
  private static final long UNPROMISED_SEQUENTIAL_STEPS = 20;

  private static final Verdict NO_KEYS = new Verdict(Verdict.Kind.UNKNOWN, "no keys to judge");

  private final LaneHistory lane;
  private final Bounds bounds;
  private final Map<Guarantee, Verdict> verdicts = new EnumMap<>(Guarantee.class);
  private List<KeyFinding> keys = List.of();
  private Optional<Staleness> staleness = Optional.empty();

  LaneFindings(LaneHistory lane, Bounds bounds) {
    this.lane = lane;
    this.bounds = bounds;
  }

  Judgement judgement() {
    return new Judgement(verdicts, keys, staleness);
  }

  /** Of several verdicts on the same the worst counts. */
  void put(Guarantee guarantee, Verdict verdict) {
    verdicts.merge(guarantee, verdict, (one, other) -> Verdict.worst(List.of(one, other)));
  }

  /**
   * What answers say that cannot be understood was made up.
   *
   * @param readable whether a value can be one of this workload's
   * @return the history without such values
   */
  History understood(History history, Predicate<String> readable) {
    Tally answers = new Tally("answers with a value");
    for (Operation operation : history.operations()) {
      String value = operation.acknowledged() ? operation.end().value() : null;
      if (value != null) {
        answers.look(!readable.test(value), operation + " cannot be understood");
      }
    }
    if (answers.verdict().kind() == Verdict.Kind.INVALID) {
      put(Guarantee.NO_INVENTION, answers.verdict());
    }
    return Retelling.ofReadable(readable, history);
  }

  /** Whether each key has one order, and whether all have one together. */
  void orders(History history, Spec<?> spec) {
    linearizable(history, spec);
    put(Guarantee.SEQUENTIAL, sequential(history, spec));
  }

  private Verdict sequential(History history, Spec<?> spec) {
    if (keys.isEmpty()) {
      return NO_KEYS;
    } else if (Linearizability.overall(keys).isValid()) {
      return new Verdict(Verdict.Kind.VALID, "every key is linearizable");
    }
    boolean alone = promises(Guarantee.SEQUENTIAL) && !promises(Guarantee.LINEARIZABLE);
    long steps = alone ? SEQUENTIAL_STEPS : UNPROMISED_SEQUENTIAL_STEPS;
    return SequentialConsistency.check(history, spec, keys, bounds.atMost(steps));
  }

  private boolean promises(Guarantee guarantee) {
    return lane.lane().promised().contains(guarantee);
  }

  /** Whether each key has one order. */
  void linearizable(History history, Spec<?> spec) {
    Bounds allowed = promises(Guarantee.LINEARIZABLE) ? bounds : bounds.atMost(UNPROMISED_STEPS);
    keys = Linearizability.check(history, spec, allowed);
    put(Guarantee.LINEARIZABLE, overall(keys));
  }

  private static Verdict overall(List<KeyFinding> keys) {
    Verdict worst = Linearizability.overall(keys);
    if (keys.isEmpty()) {
      return NO_KEYS;
    } else if (worst.isValid()) {
      int operations = keys.stream().mapToInt(KeyFinding::operations).sum();
      return new Verdict(
          Verdict.Kind.VALID,
          "%d operations on %d keys can be ordered".formatted(operations, keys.size()));
    }
    List<KeyFinding> bad =
        keys.stream().filter(key -> key.verdict().kind() == worst.kind()).toList();
    return new Verdict(
        worst.kind(),
        "%d of %d keys; first: key %s: %s"
            .formatted(bad.size(), keys.size(), bad.get(0).key(), worst.reason()));
  }

  /** What sessions may rely on. */
  void sessions(List<Operation> operations) {
    SessionGuarantees found = SessionGuarantees.of(operations, lane.lane().sessionsPerKey());
    put(Guarantee.READ_YOUR_WRITES, found.readYourWrites());
    put(Guarantee.MONOTONIC_READS, found.monotonicReads());
    put(Guarantee.MONOTONIC_WRITES, found.monotonicWrites());
    put(Guarantee.WRITES_FOLLOW_READS, found.writesFollowReads());
  }

  /** How old answers are. */
  Staleness ages(History history) {
    Staleness found = Staleness.of(history);
    staleness = Optional.of(found);
    return found;
  }

  /** Whether they are within the lane's bound, if it has one. */
  void bound(Staleness ages) {
    lane.lane()
        .stalenessMax()
        .ifPresent(max -> put(Guarantee.BOUNDED_STALENESS, within(ages, max)));
  }

  /** Staleness is the least that the history proves, so that too much of it is certain. */
  private static Verdict within(Staleness staleness, Duration max) {
    Optional<Staleness.Read> oldest =
        staleness.reads().stream().max(Comparator.comparing(Staleness.Read::stale));
    if (oldest.isEmpty()) {
      return new Verdict(Verdict.Kind.UNKNOWN, "no reads to judge");
    }
    Duration stale = oldest.get().stale();
    String found = "up to %.3f ms of %d ms".formatted(stale.toNanos() / 1e6, max.toMillis());
    return stale.compareTo(max) > 0
        ? new Verdict(Verdict.Kind.INVALID, found + ": " + oldest.get().operation())
        : new Verdict(Verdict.Kind.VALID, found);
  }

  /** What the last reads show. */
  void quiet(List<Operation> operations, boolean deletes) {
    QuietState found = QuietState.of(operations, lane.quietFrom(), lane::tells);
    put(Guarantee.CONVERGENCE, found.convergence());
    put(Guarantee.NO_INVENTION, found.noInvention());
    put(Guarantee.NO_LOST_WRITES, found.noLostWrites());
    if (deletes) {
      put(Guarantee.NO_RESURRECTION, found.noResurrection());
    }
  }
}
