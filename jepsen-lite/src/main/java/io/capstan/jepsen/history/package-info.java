/**
 * What clients did and were told, as a list of events, and its form as a file. Pure, but for the
 * streams it is given.
 */
@NullMarked
package io.capstan.jepsen.history;

import org.jspecify.annotations.NullMarked;
