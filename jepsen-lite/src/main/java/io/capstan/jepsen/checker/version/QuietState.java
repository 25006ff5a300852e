package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.checker.Convergence;
import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.version.Versions.Seen;
import io.capstan.jepsen.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the last reads show, once faults have healed and writing has stopped.
 *
 * @param convergence all nodes that were asked give the same value for a key
 * @param noLostWrites no key shows less than a write of it that was acknowledged
 * @param noResurrection no key shows a value that an acknowledged delete had removed
 * @param noInvention no read of the whole history shows what nobody wrote
 */
public record QuietState(
    Verdict convergence, Verdict noLostWrites, Verdict noResurrection, Verdict noInvention) {

  /**
   * Judges reads and writes.
   *
   * @param operations in the order of their starts
   * @param quietFrom the place in the history from which reads are the last ones; no write may
   *     begin there
   * @param counts whether one of them counts; others are looked at for invention only
   * @throws IllegalArgumentException for a write that begins there, or an operation that is neither
   *     read nor write
   */
  public static QuietState of(
      List<Operation> operations, int quietFrom, Predicate<Operation> counts) {
    List<Access> accesses = Access.of(operations);
    Versions versions = new Versions(accesses);
    Tally invention = new Tally("reads");
    for (Access access : accesses) {
      if (!access.write()) {
        invention.look(versions.seen(access) == null, access.operation().toString());
      } else if (access.start() >= quietFrom) {
        throw new IllegalArgumentException("a write when all should be quiet: " + access);
      }
    }
    List<Access> last =
        accesses.stream()
            .filter(access -> !access.write() && access.start() >= quietFrom)
            .filter(access -> counts.test(access.operation()))
            .toList();
    return new QuietState(
        Convergence.of(last.stream().map(Access::operation).toList(), value -> value),
        older(versions, last, newest(accesses, false), "keys with a last read and writes"),
        older(
            versions,
            last.stream().filter(read -> read.value() != null).toList(),
            newest(accesses, true),
            "keys with a value and deletes"),
        invention.verdict());
  }

  /** All four, the worst first. */
  public Verdict worst() {
    return Verdict.worst(List.of(convergence, noLostWrites, noResurrection, noInvention));
  }

  /** The newest acknowledged write of each key, or delete. */
  private static Map<String, Integer> newest(List<Access> accesses, boolean deletes) {
    Map<String, Integer> starts = new HashMap<>();
    for (Access access : accesses) {
      if (access.write()
          && access.operation().acknowledged()
          && (!deletes || access.value() == null)) {
        starts.merge(access.key(), access.start(), Math::max);
      }
    }
    return starts;
  }

  private static Verdict older(
      Versions versions, List<Access> last, Map<String, Integer> newest, String what) {
    Tally tally = new Tally(what);
    for (Access read : last) {
      Integer start = newest.get(read.key());
      Seen seen = versions.seen(read);
      if (start != null && seen != null) {
        String example = read.operation() + " is older than event " + (start + 1);
        tally.look(seen.olderThan(start), example);
      }
    }
    return tally.verdict();
  }
}
