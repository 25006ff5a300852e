/**
 * Clusters of real server processes on this machine, and what can be done to their processes:
 * start, stop, kill, pause, resume. Knows the server by its command line and its public services
 * only.
 */
@NullMarked
package io.capstan.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
