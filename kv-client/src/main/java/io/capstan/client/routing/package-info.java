/**
 * Which node a request goes to: the last known view of the cluster, the leaders learnt since, and
 * which nodes make progress.
 */
@NullMarked
package io.capstan.client.routing;

import org.jspecify.annotations.NullMarked;
