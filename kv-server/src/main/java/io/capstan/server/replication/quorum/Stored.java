package io.capstan.server.replication.quorum;

import io.capstan.server.core.quorum.LastWriteWins.Fate;

/**
 * What a replica did with a row.
 *
 * @param fate of the row that arrived
 * @param hadRow any row was there before, a deleted one too
 * @param hadValue a row was there that was neither deleted nor, at the time of the stamp that
 *     arrived, expired; of a removal false
 */
public record Stored(Fate fate, boolean hadRow, boolean hadValue) {
  /** A later row was there, and holds. */
  public boolean superseded() {
    return fate == Fate.SUPERSEDED;
  }
}
