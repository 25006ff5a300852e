package io.capstan.server.replication.raft;

import java.util.Set;

/**
 * What a leader believed at one moment.
 *
 * @param term its term
 * @param committed the last index it knew to be committed, after an entry of its own term was
 * @param current peer ids of the voters
 * @param previous peer ids of the voters that a membership change in progress is leaving; empty
 *     outside of one
 */
record Leadership(long term, long committed, Set<String> current, Set<String> previous) {
  Leadership {
    current = Set.copyOf(current);
    previous = Set.copyOf(previous);
  }
}
