/**
 * The arithmetic of EVENTUAL keyspaces: which of two rows holds, how many replicas an operation
 * needs, and what a coordinator does after each event (DeCandia et al., <em>Dynamo</em>, 2007,
 * section 4.5). No I/O, clock, thread or randomness: what is to be done comes back as effects.
 * Start with {@link io.capstan.server.core.quorum.QuorumWrite} and {@link
 * io.capstan.server.core.quorum.QuorumRead}.
 */
@NullMarked
package io.capstan.server.core.quorum;

import org.jspecify.annotations.NullMarked;
