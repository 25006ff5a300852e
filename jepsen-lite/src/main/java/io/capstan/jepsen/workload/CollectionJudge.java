package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.Convergence;
import io.capstan.jepsen.checker.Elements;
import io.capstan.jepsen.checker.SetChecker;
import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.list.ListReads;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges sets and lists that only grow, of elements that are added once. As none is ever
 * overwritten, it does not matter which is newer.
 */
final class CollectionJudge {
  private static final String EMPTY = "[]";

  private CollectionJudge() {}

  static Judgement sets(LaneHistory lane, Bounds bounds) {
    LaneFindings findings = new LaneFindings(lane, bounds);
    History readable = findings.understood(lane.history(), Elements::areIn);
    History history = Retelling.emptyAs(EMPTY, readable);
    List<Operation> operations = history.operations();
    List<Operation> last = lane.lastReads(operations);
    findings.orders(history, Specs.named("set", null));
    findings.put(
        Guarantee.CONVERGENCE, Convergence.of(last, value -> new TreeSet<>(Elements.of(value))));
    elements(operations, last, findings);
    return findings.judgement();
  }

  static Judgement lists(LaneHistory lane, Bounds bounds) {
    LaneFindings findings = new LaneFindings(lane, bounds);
    History readable = findings.understood(lane.history(), Elements::areIn);
    History history = Retelling.emptyAs(EMPTY, readable);
    List<Operation> operations = history.operations();
    List<Operation> last = lane.lastReads(operations);
    findings.orders(history, Specs.named("list-append", null));
    ListReads reads = ListReads.of(operations);
    findings.put(Guarantee.CONSISTENT_PREFIX, reads.consistentPrefix());
    findings.put(Guarantee.NO_DUPLICATES, reads.noDuplicates());
    findings.put(Guarantee.CONVERGENCE, Convergence.of(last, Elements::of));
    elements(operations, last, findings);
    return findings.judgement();
  }

  private static void elements(
      List<Operation> operations, List<Operation> last, LaneFindings findings) {
    Map<String, SetChecker> added = SetChecker.byKey(operations);
    SetChecker nothing = new SetChecker(Set.of(), Set.of());
    Tally lost = new Tally("last reads of keys with acknowledged elements");
    for (Operation read : last) {
      SetChecker checker = added.getOrDefault(read.invoke().key(), nothing);
      if (!checker.acknowledged().isEmpty()) {
        Set<String> missing = checker.lost(Set.copyOf(Elements.of(read.end().value())));
        lost.look(!missing.isEmpty(), read + " lacks " + missing);
      }
    }
    Tally alien = new Tally("reads");
    for (Operation read : Convergence.reads(operations, 0)) {
      SetChecker checker = added.getOrDefault(read.invoke().key(), nothing);
      Set<String> strange = checker.alien(Set.copyOf(Elements.of(read.end().value())));
      alien.look(!strange.isEmpty(), read + " shows " + strange);
    }
    findings.put(Guarantee.NO_LOST_WRITES, lost.verdict());
    findings.put(Guarantee.NO_INVENTION, alien.verdict());
  }
}
