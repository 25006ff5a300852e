package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a lab writes.
 *
 * @param lab its name
 * @param results the lines
 * @param work directory of all else
 */
record LabFiles(String lab, Path results, Path work) {
  LabFiles {
    results = results.toAbsolutePath().normalize();
    work = work.toAbsolutePath().normalize();
  }

  /**
   * In a checkout {@code docs/results/NAME.jsonl} and {@code target/lab}, and for other results a
   * directory beside them.
   *
   * @param given the results; null: the checkout's
   * @throws CommandFailed when none are given and there is no checkout
   */
  static LabFiles choose(String lab, @Nullable Path given, Installation installation) {
    if (given != null) {
      return new LabFiles(lab, given, given.resolveSibling(given.getFileName() + ".lab"));
    }
    Path root =
        installation
            .checkout()
            .orElseThrow(
                () ->
                    CommandFailed.usage(
                        "this kv is no checkout's, so that there is no docs/results to write to",
                        "name a file: --results FILE"));
    Path results = root.resolve("docs").resolve("results").resolve(lab + ".jsonl");
    return new LabFiles(lab, results, root.resolve("target").resolve("lab"));
  }

  /** What a detached run prints. */
  Path log() {
    return work.resolve(lab + ".log");
  }

  /** A {@link RunState}. */
  Path state() {
    return work.resolve(lab + ".run");
  }

  /** The distribution that a detached run uses. */
  Path copy() {
    return work.resolve(lab + ".dist");
  }

  Path directory(long seed) {
    return work.resolve(lab).resolve("seed-" + seed);
  }
}
