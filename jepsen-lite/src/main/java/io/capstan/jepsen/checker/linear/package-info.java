/**
 * Is a history linearizable, or at least sequentially consistent? For the former each key is judged
 * by itself (Herlihy and Wing 1990, section 3.3): registers whose written values are unique by
 * zones (Gibbons and Korach 1997, section 4), all others by the search of Wing and Gong (1993) as
 * improved by Lowe (2017). Pure: bounds on steps, memory and time are given in, and what hits one
 * is UNKNOWN, never VALID.
 */
@NullMarked
package io.capstan.jepsen.checker.linear;

import org.jspecify.annotations.NullMarked;
