/**
 * A network of Docker containers on this machine: every node runs in one, from Capstan's image, and
 * is taken off the network that it shares with the others. For runs against what is shipped; links
 * cannot be cut one by one. Docker is driven by its own program, so that nothing is added to the
 * distribution.
 */
@NullMarked
package io.capstan.jepsen.nemesis.docker;

import org.jspecify.annotations.NullMarked;
