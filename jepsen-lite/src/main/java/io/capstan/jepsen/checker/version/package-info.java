/**
 * Judgements that rest on which writes a read can have seen, and which writes are certainly newer:
 * the session guarantees (Terry et al. 1994), what holds when all is quiet again, and how old
 * answers are (Golab, Li and Shah 2011). Pure.
 *
 * <p>One write is newer than another on its key when it began after the other had ended, or after
 * somebody had read the other. That is the order of a STRONG keyspace; of an EVENTUAL one it is as
 * long as clients' clocks are closer together than such writes. Writes that overlap are in no
 * order, and a value that several writes wrote may be of any of them, so that what is INVALID here
 * is certainly wrong; tests that write each value once see the most.
 */
@NullMarked
package io.capstan.jepsen.checker.version;

import org.jspecify.annotations.NullMarked;
