package io.capstan.client.retry;

import io.capstan.v1.Outcome;
import io.capstan.v1.Receipt;

/**
 * How a request was answered in the end.
 *
 * @param outcome never an error
 * @param receipt as the node wrote it; the default instance unless it was asked for
 * @param attempts 1 = the first was answered
 * @param address host:port that answered
 * @param elapsedNanos from the call to the answer
 */
public record Completion(
    Outcome outcome, Receipt receipt, int attempts, String address, long elapsedNanos) {}
