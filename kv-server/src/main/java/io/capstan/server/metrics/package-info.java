/**
 * What the node counts and times, as data: {@link io.capstan.server.metrics.Metric} lists every
 * metric there is, docs/metrics.md is generated from it, and the rest of the server calls typed
 * methods and never writes a name or a label.
 */
@NullMarked
package io.capstan.server.metrics;

import org.jspecify.annotations.NullMarked;
