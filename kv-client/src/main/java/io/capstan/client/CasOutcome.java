package io.capstan.client;

import java.util.Optional;

/**
 * What a compare-and-set found and did.
 *
 * @param applied whether the row was as expected, and so was changed
 * @param version of the row as it is now; empty: there is none
 */
public record CasOutcome(boolean applied, Optional<byte[]> version) {}
