/**
 * The session token: what a client has seen, small enough to travel with each request and between
 * processes. Pure: no I/O, clock, thread or randomness.
 */
@NullMarked
package io.capstan.session;

import org.jspecify.annotations.NullMarked;
