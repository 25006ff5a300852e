package io.capstan.client;

import java.time.Duration;

/**
 * What was asked, what was given and by whom, with what only the client can know.
 *
 * @param served what the serving node wrote
 * @param attempts how many times the request was sent or refused, 1 = the first attempt was
 *     answered
 * @param nodeAddress host:port that answered
 * @param elapsed from the call to its answer, all attempts and waits among them
 */
public record Receipt(
    io.capstan.v1.Receipt served, int attempts, String nodeAddress, Duration elapsed) {}
