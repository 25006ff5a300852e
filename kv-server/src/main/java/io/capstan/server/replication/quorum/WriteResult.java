package io.capstan.server.replication.quorum;

import java.util.Set;

/**
 * How a write ended well.
 *
 * @param stored the replicas that had stored it when it was answered
 * @param hinted the replicas that it was kept for so far
 * @param superseded a later write was there
 * @param existed one of the replicas had a value
 */
public record WriteResult(
    Set<String> stored, Set<String> hinted, boolean superseded, boolean existed) {}
