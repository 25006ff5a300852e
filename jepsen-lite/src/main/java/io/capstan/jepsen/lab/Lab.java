package io.capstan.jepsen.lab;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Something that is tried with many seeds, and takes too long for every build.
 *
 * <p>Seeds have nothing to do with each other: they may run in any order, again, or in another
 * process. Thread safety: implementations are immutable.
 */
interface Lab {
  /**
   * One word of lower-case letters, digits and hyphens; neither {@code status} nor {@code stop}.
   */
  String name();

  /** What it shows, in one line. */
  String description();

  /** How long one seed takes on a machine of a few processors; for people, it binds nobody. */
  Duration typical();

  /** The seeds when none are asked for. */
  Seeds usual();

  /**
   * Runs one seed to its end. When this returns or throws, nothing of it goes on: no process, no
   * thread.
   *
   * @param brief do less, so that it ends within a minute
   * @throws Exception when it could not be carried out, which counts as not expected
   */
  Outcome run(long seed, boolean brief, LabContext context) throws Exception;

  /** Whether a seed's files are kept to be looked at. */
  default boolean keepsFiles(ResultLine line) {
    return !line.outcome().asExpected();
  }

  /**
   * What is to be said against all seeds together; unless it is told otherwise, each must be as
   * expected.
   *
   * @param lines the newest of each seed
   * @return empty: all is well
   */
  default List<String> objections(Collection<ResultLine> lines) {
    long unexpected = lines.stream().filter(line -> !line.outcome().asExpected()).count();
    return unexpected == 0 ? List.of() : List.of(unexpected + " not as expected");
  }
}
