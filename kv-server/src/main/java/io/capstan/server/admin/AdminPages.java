package io.capstan.server.admin;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the admin server shows, asked anew for each request. The suppliers must answer at once and
 * from any thread.
 *
 * @param metrics in Prometheus's text format
 * @param notLive why the process should be restarted; empty while it makes progress
 * @param notReady why the node should get no requests now; empty when it should
 */
public record AdminPages(
    Supplier<String> metrics,
    Supplier<Optional<String>> notLive,
    Supplier<Optional<String>> notReady) {}
