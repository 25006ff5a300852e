/**
 * From a validated operation to its outcome: which keyspace, which shard, what the level demands,
 * what the receipt says. Decisions only; replication and storage are elsewhere.
 */
@NullMarked
package io.capstan.server.coordinator;

import org.jspecify.annotations.NullMarked;
