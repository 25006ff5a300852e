/** What a replicated log looks like to the state that it drives, whoever replicates it. */
@NullMarked
package io.capstan.server.replication;

import org.jspecify.annotations.NullMarked;
