package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.Convergence;
import io.capstan.jepsen.checker.CounterChecker;
import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;

/** Judges counters that only grow. */
final class CounterJudge {
  private CounterJudge() {}

  static Judgement judge(LaneHistory lane, Bounds bounds) {
    LaneFindings findings = new LaneFindings(lane, bounds);
    History readable = findings.understood(lane.history(), CounterJudge::isNumber);
    History history = Retelling.emptyAs("0", readable);
    findings.orders(history, Specs.named("counter", null));
    List<Operation> operations = history.operations();
    List<Operation> last = lane.lastReads(operations);
    findings.put(Guarantee.CONVERGENCE, Convergence.of(last, value -> value));
    totals(operations, last, findings);
    return findings.judgement();
  }

  private static boolean isNumber(String value) {
    try {
      long unused = Long.parseLong(value);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void totals(
      List<Operation> operations, List<Operation> last, LaneFindings findings) {
    Map<String, CounterChecker> counters = CounterChecker.byKey(operations);
    Tally lost = new Tally("last reads of counters");
    Tally duplicates = new Tally("last reads of counters");
    for (Operation read : last) {
      CounterChecker counter = counters.get(read.invoke().key());
      if (counter != null) {
        long value = Long.parseLong(String.valueOf(read.end().value()));
        String example = read + ": " + counter.reason(value);
        lost.look(counter.misses(value), example);
        duplicates.look(counter.exceeds(value), example);
      }
    }
    findings.put(Guarantee.NO_LOST_WRITES, lost.verdict());
    findings.put(Guarantee.NO_DUPLICATES, duplicates.verdict());
  }
}
