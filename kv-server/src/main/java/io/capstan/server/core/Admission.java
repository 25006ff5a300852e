package io.capstan.server.core;

import io.capstan.error.Failure;
import io.capstan.log.v1.WriteOutcome;

/** What request memory says of a request that is about to be applied. */
public sealed interface Admission {
  /** Never seen: apply it, then remember its outcome. */
  record Fresh() implements Admission {}

  /** Applied before, with this outcome: answer it again and apply nothing. */
  record Duplicate(WriteOutcome outcome) implements Admission {}

  /** Not to be applied, and not remembered either. */
  record Refused(Failure failure, String message) implements Admission {}

  Admission FRESH = new Fresh();
}
