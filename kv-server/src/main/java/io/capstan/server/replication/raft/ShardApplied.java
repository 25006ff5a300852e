package io.capstan.server.replication.raft;

import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.replication.LogPosition;
import java.util.List;

/**
 * What one entry of a shard's log led to.
 *
 * @param outcomes one a command, in their order; the number of that of an opened session is its id
 * @param position of the entry
 */
public record ShardApplied(List<WriteOutcome> outcomes, LogPosition position) {
  public ShardApplied {
    outcomes = List.copyOf(outcomes);
  }
}
