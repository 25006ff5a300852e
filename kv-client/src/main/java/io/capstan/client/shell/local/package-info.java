/**
 * A cluster on this machine: its directory, its processes, and the commands that start, stop and
 * look at them. A node is known by its pid file, and a pid is believed only when its command line
 * names the node's configuration.
 */
@NullMarked
package io.capstan.client.shell.local;

import org.jspecify.annotations.NullMarked;
