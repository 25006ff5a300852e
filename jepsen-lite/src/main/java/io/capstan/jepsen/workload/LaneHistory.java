package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.Convergence;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.List;

/**
 * What happened on one lane.
 *
 * @param history its events
 * @param quietFrom place of the first event of the last reads; the number of events when there are
 *     none
 */
public record LaneHistory(Lane lane, History history, int quietFrom) {
  /** The last reads that were answered and tell of the nodes that were asked. */
  List<Operation> lastReads(List<Operation> operations) {
    return Convergence.reads(operations, quietFrom).stream().filter(this::tells).toList();
  }

  /** Whether a last read tells of the node that was asked. */
  boolean tells(Operation read) {
    Event asked = read.invoke();
    return lane.tellsOf(asked.node(), asked.value(), read.end().node());
  }

  /**
   * The same of a part of the history.
   *
   * @param part its events, at the positions that they have in the whole
   */
  public LaneHistory part(History part) {
    if (quietFrom >= history.events().size()) {
      return new LaneHistory(lane, part, part.events().size());
    }
    long quietLine = history.positions().get(quietFrom).line();
    long before = part.positions().stream().filter(at -> at.line() < quietLine).count();
    return new LaneHistory(lane, part, (int) before);
  }
}
