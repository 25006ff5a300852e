/** What both replication modes share: positions in logs and the state that a log drives. */
@NullMarked
package io.capstan.server.replication;

import org.jspecify.annotations.NullMarked;
