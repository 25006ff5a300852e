/**
 * Who belongs to the cluster, which keyspaces exist and which nodes hold which shard: one
 * replicated state on the first nodes, an immutable {@link
 * io.capstan.server.membership.ClusterState} for everybody else.
 */
@NullMarked
package io.capstan.server.membership;

import org.jspecify.annotations.NullMarked;
