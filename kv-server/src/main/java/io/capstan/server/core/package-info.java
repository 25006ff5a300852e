/**
 * What commands mean: the pure functions that every replica of a shard runs over the same log, so
 * that all come to the same rows, the same request memory and the same answers. No I/O, clock,
 * thread or randomness; it depends on the JDK, protobuf and kv-proto alone. Start with {@link
 * io.capstan.server.core.Transition}, then {@link io.capstan.server.core.ShardState}.
 */
@NullMarked
package io.capstan.server.core;

import org.jspecify.annotations.NullMarked;
