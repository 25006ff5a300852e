package io.capstan.jepsen.workload;

import io.capstan.jepsen.history.History;

/**
 * What happened on one lane.
 *
 * @param history its events
 * @param quietFrom place of the first event of the last reads; the number of events when there are
 *     none
 */
public record LaneHistory(Lane lane, History history, int quietFrom) {
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
