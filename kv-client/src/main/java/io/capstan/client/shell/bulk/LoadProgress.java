package io.capstan.client.shell.bulk;

/**
 * How far a load is: every record before the position is done with.
 *
 * @param acknowledged where the first record begins that is not
 * @param loaded rows acknowledged before it
 * @param superseded those of the loaded rows that are not kept, because later writes hold
 * @param rejected records before it that were rejected
 */
record LoadProgress(Position acknowledged, long loaded, long superseded, long rejected) {
  /** What became of one record. */
  enum Fate {
    KEPT,
    SUPERSEDED,
    REJECTED
  }

  static LoadProgress beginningAt(Position first) {
    return new LoadProgress(first, 0, 0, 0);
  }

  LoadProgress after(Position next, Fate fate) {
    return new LoadProgress(
        next,
        loaded + (fate == Fate.REJECTED ? 0 : 1),
        superseded + (fate == Fate.SUPERSEDED ? 1 : 0),
        rejected + (fate == Fate.REJECTED ? 1 : 0));
  }
}
