/** Faults between clients and nodes that a process cannot be made to have by a signal. */
@NullMarked
package io.capstan.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
