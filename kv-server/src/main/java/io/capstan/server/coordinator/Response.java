package io.capstan.server.coordinator;

import io.capstan.v1.Error;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;

/** What an operation led to. A refusal is an outcome too, with {@link Outcome#getError}. */
public record Response(OutcomeHeader header, Outcome outcome) {
  static Response refused(Error error) {
    return new Response(
        OutcomeHeader.getDefaultInstance(), Outcome.newBuilder().setError(error).build());
  }
}
