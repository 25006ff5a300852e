/**
 * The bounds on what a request may carry. Clients check them before sending and servers after
 * receiving, with the same functions. Pure: no I/O, clock, thread or randomness.
 */
@NullMarked
package io.capstan.limits;

import org.jspecify.annotations.NullMarked;
