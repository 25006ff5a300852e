/**
 * gRPC at both ends between nodes: the server that carries all services, and the client for peers.
 * Callbacks run on event loops here and must not block.
 */
@NullMarked
package io.capstan.server.transport;

import org.jspecify.annotations.NullMarked;
