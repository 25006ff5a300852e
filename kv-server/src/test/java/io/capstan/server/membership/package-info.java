/** Tests of who belongs to the cluster, and how a node gets into it. */
@NullMarked
package io.capstan.server.membership;

import org.jspecify.annotations.NullMarked;
