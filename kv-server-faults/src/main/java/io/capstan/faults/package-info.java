/**
 * Faults that tests serve a node with, in a jar of their own which no release has. A server finds
 * them by {@link io.capstan.server.FaultProvider}; its setting {@code faults} says which to make: a
 * machine that is off, or a server that breaks a promise ({@link io.capstan.faults.BrokenMode}).
 * What every fault does is in the class of its provider.
 */
@NullMarked
package io.capstan.faults;

import org.jspecify.annotations.NullMarked;
