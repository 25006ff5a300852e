package io.capstan.server.coordinator;

import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.RequestContext;

/**
 * One operation as it came in, and when its sender stops waiting.
 *
 * @param deadlineNanos by the node's {@link io.capstan.runtime.Ticker}
 */
public record Request(
    RequestContext context, OperationHeader header, Operation operation, long deadlineNanos) {}
