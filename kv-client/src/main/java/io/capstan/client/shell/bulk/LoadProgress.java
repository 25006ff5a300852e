package io.capstan.client.shell.bulk;

/**
 * How far a load is: every record before the position is done with.
 *
 * @param acknowledged where the first record begins that is not
 * @param loaded rows acknowledged before it
 * @param rejected records before it that were rejected
 */
record LoadProgress(Position acknowledged, long loaded, long rejected) {
  LoadProgress after(Position next, boolean rejection) {
    return new LoadProgress(next, loaded + (rejection ? 0 : 1), rejected + (rejection ? 1 : 0));
  }
}
