package io.capstan.server.replication.raft;

import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.replication.LogPosition;

/**
 * A command that was applied.
 *
 * @param outcome what it led to, which may be a refusal
 * @param position of the entry that carried it, or that repeated the outcome of an earlier attempt
 */
public record Written(WriteOutcome outcome, LogPosition position) {}
