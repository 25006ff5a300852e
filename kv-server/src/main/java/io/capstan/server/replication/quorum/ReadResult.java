package io.capstan.server.replication.quorum;

import io.capstan.server.core.Row;
import java.util.Optional;
import java.util.Set;

/**
 * How a read ended well.
 *
 * @param row the merged one, a deleted or expired one too; empty: no replica that answered has one
 * @param answered the replicas that the answer rests on
 */
public record ReadResult(Optional<Row> row, Set<String> answered) {}
