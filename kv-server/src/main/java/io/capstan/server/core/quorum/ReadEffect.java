package io.capstan.server.core.quorum;

import io.capstan.server.core.Row;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a coordinator does for a read. */
public sealed interface ReadEffect {
  /** Ask a replica for its row. */
  record Ask(String node) implements ReadEffect {}

  /**
   * Answer with a row.
   *
   * @param row null: no replica that answered has one
   * @param answered the replicas that the answer rests on
   */
  record Answer(@Nullable Row row, Set<String> answered) implements ReadEffect {}

  /** Send a replica the row that it lacks. */
  record Repair(String node, Row row) implements ReadEffect {}

  /**
   * Answer: not now.
   *
   * @param silent the replicas that were asked and do not answer
   * @param floorMissed enough do, but the session has seen something newer
   */
  record Refused(Set<String> silent, boolean floorMissed) implements ReadEffect {}
}
