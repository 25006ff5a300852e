/**
 * EVENTUAL shards: this node's replicas of slices, the coordinator that asks several replicas and
 * counts, and what brings replicas together again that missed writes. What to do after each event
 * is decided by {@link io.capstan.server.core.quorum}; here it is done. Start with {@link
 * io.capstan.server.replication.quorum.QuorumOperations}.
 */
@NullMarked
package io.capstan.server.replication.quorum;

import org.jspecify.annotations.NullMarked;
