package io.capstan.server.core;

import io.capstan.log.v1.WriteOutcome;

/**
 * What one write led to.
 *
 * @param outcome what its sender is told
 * @param effect what happens to the row
 */
public record Applied(WriteOutcome outcome, Effect effect) {}
