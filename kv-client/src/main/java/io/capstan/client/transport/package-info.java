/**
 * The wire: one pipelined stream to each node, and the unary calls of administration. The only
 * package of the client that deals with gRPC stubs and streams.
 */
@NullMarked
package io.capstan.client.transport;

import org.jspecify.annotations.NullMarked;
