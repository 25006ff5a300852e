package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.model.TextSpec;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;

/** Judges keys that are read and written. */
final class RegisterJudge {
  private RegisterJudge() {}

  /** Reads and writes, of one row or of all rows of a key. */
  static Judgement registers(LaneHistory lane, Bounds bounds) {
    return judge(lane, bounds, TextSpec.register(null), false);
  }

  static Judgement casRegisters(LaneHistory lane, Bounds bounds) {
    return judge(lane, bounds, TextSpec.casRegister(null), false);
  }

  /** Reads, writes and deletes. */
  static Judgement deletes(LaneHistory lane, Bounds bounds) {
    return judge(lane, bounds, TextSpec.casRegister(null), true);
  }

  private static Judgement judge(LaneHistory lane, Bounds bounds, TextSpec spec, boolean deletes) {
    LaneFindings findings = new LaneFindings(lane, bounds);
    History history = lane.history();
    findings.orders(history, spec);
    findings.sessions(history.operations());
    findings.bound(findings.ages(history));
    findings.quiet(history.operations(), deletes);
    return findings.judgement();
  }

  /**
   * Reads at several levels. Those that are STRONG are in one order with all writes; of those at
   * level EVENTUAL sessions expect nothing. None is made in the lane's own way, which its bound is
   * about.
   */
  static Judgement mixed(LaneHistory lane, Bounds bounds) {
    LaneFindings findings = new LaneFindings(lane, bounds);
    History history = lane.history();
    History strong = Retelling.ofOnly(read -> isAt(read, Lane.STRONG), history);
    findings.linearizable(strong, TextSpec.register(null));
    History session = Retelling.ofOnly(read -> !isAt(read, Lane.EVENTUAL), history);
    findings.sessions(session.operations());
    var unused = findings.ages(history);
    findings.quiet(history.operations(), false);
    return findings.judgement();
  }

  private static boolean isAt(Event read, String level) {
    return level.equals(read.value());
  }
}
