/**
 * The gRPC services: decode, validate, hand over, encode. No decision about replication or
 * consistency is taken here.
 */
@NullMarked
package io.capstan.server.api;

import org.jspecify.annotations.NullMarked;
