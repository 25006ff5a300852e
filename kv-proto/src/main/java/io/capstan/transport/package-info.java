/** How a process of the cluster, or a client of it, opens gRPC connections to a node. */
@NullMarked
package io.capstan.transport;

import org.jspecify.annotations.NullMarked;
