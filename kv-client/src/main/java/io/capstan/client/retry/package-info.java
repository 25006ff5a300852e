/**
 * How a request gets from its first attempt to its one outcome: where to go next, how long to wait,
 * when to give up, and what may be said about a write that was given up (protocols.md R7).
 */
@NullMarked
package io.capstan.client.retry;

import org.jspecify.annotations.NullMarked;
