package io.capstan.jepsen.workload;

import io.capstan.jepsen.history.History;

/**
 * What happened on one lane.
 *
 * @param history its events
 * @param quietFrom place of the first event of the last reads; the number of events when there are
 *     none
 * @param clocksMoved whether a fault moved clocks
 */
public record LaneHistory(Lane lane, History history, int quietFrom, boolean clocksMoved) {}
