/**
 * What orders the writes of one key: a place in a Raft log (STRONG keyspaces) or a stamp of a
 * hybrid logical clock (EVENTUAL keyspaces). Opaque to users, who only compare the bytes for
 * equality. Pure: the clocks are arguments.
 */
@NullMarked
package io.capstan.version;

import org.jspecify.annotations.NullMarked;
