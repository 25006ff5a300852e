/**
 * One node: {@link io.capstan.server.Main} runs it, {@link io.capstan.server.Node} wires it.
 *
 * <p>A put goes through {@code api.KeyValueService} or {@code api.PipelineStream}, {@code
 * coordinator.Coordinator}, {@code replication.raft.StrongShard} and its {@code WriteBatcher}, the
 * Raft log, {@code replication.raft.ShardApplier} and {@code storage.RocksRowStore}.
 */
@NullMarked
package io.capstan.server;

import org.jspecify.annotations.NullMarked;
