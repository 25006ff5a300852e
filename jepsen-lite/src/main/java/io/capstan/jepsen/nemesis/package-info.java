/**
 * Faults that a process cannot be made to have by a signal: links between nodes that are cut, are
 * slow, or lose, double and reorder messages ({@link io.capstan.jepsen.nemesis.ProxyNetwork},
 * {@link io.capstan.jepsen.nemesis.netns.NetnsNetwork}), and requests that are delivered twice.
 */
@NullMarked
package io.capstan.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
