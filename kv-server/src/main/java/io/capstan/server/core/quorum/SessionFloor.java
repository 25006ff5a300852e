package io.capstan.server.core.quorum;

import io.capstan.server.core.Row;
import io.capstan.version.Stamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session has seen of one key of an EVENTUAL keyspace, and so wants to see again
 * (protocols.md Q7).
 *
 * @param exact the stamp seen of this key
 * @param evicted when there is no exact one: the session has seen this key no further than this, or
 *     not at all
 */
public record SessionFloor(Optional<Stamp> exact, Optional<Stamp> evicted) {
  /** Of a session that has seen nothing. */
  public static final SessionFloor NONE = new SessionFloor(Optional.empty(), Optional.empty());

  /**
   * Whether an answer is new enough.
   *
   * @param merged of the replicas that answered; null: none has the key
   * @param allAnswered whether those are all N replicas
   */
  public boolean isMetBy(@Nullable Row merged, boolean allAnswered) {
    if (exact.isPresent()) {
      return reaches(merged, exact.get());
    }
    return evicted.isEmpty() || allAnswered || reaches(merged, evicted.get());
  }

  /** Whether it takes the answers of all N replicas, unless one is later than all that was seen. */
  boolean isMetByAllOnly() {
    return exact.isEmpty() && evicted.isPresent();
  }

  private static boolean reaches(@Nullable Row merged, Stamp floor) {
    return merged != null && LastWriteWins.stamp(merged).compareTo(floor) >= 0;
  }
}
