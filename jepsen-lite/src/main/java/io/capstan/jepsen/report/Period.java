package io.capstan.jepsen.report;

import java.util.List;

/**
 * A period of a run, and the side on which a client stood meanwhile.
 *
 * @param key as in the services of a lane
 * @param label for a person
 */
record Period(String key, String label) {
  private static final List<Period> ALL =
      List.of(
          new Period("healthy", "no fault"),
          new Period("majority", "majority side"),
          new Period("minority", "minority side"),
          new Period("fault", "fault without sides"));

  /** Those in which something was asked on any lane. */
  static List<Period> of(List<LaneFacts> lanes) {
    return ALL.stream()
        .filter(
            one -> lanes.stream().anyMatch(lane -> lane.result().service().containsKey(one.key())))
        .toList();
  }
}
