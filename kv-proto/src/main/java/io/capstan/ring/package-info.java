/**
 * Where a key lives: key to token to slice to shard to the nodes that hold it. Clients and servers
 * must compute it alike, so everything here is a pure function with golden tests; no result depends
 * on the order of its input, on hash order, or on the machine.
 */
@NullMarked
package io.capstan.ring;

import org.jspecify.annotations.NullMarked;
