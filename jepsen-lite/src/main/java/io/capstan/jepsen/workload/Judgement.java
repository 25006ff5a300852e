package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.version.Staleness;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the checkers say of one lane.
 *
 * @param verdicts on each guarantee that the workload can tell something about
 * @param findings on each key, where linearizability was judged
 * @param staleness where reads can be compared with writes
 */
public record Judgement(
    Map<Guarantee, Verdict> verdicts, List<KeyFinding> findings, Optional<Staleness> staleness) {
  public Judgement {
    verdicts = Map.copyOf(verdicts);
    findings = List.copyOf(findings);
  }

  /** On one guarantee; empty: the workload can tell nothing about it. */
  public Optional<Verdict> verdict(Guarantee guarantee) {
    return Optional.ofNullable(verdicts.get(guarantee));
  }
}
