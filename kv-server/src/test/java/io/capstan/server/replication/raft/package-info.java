@NullMarked
package io.capstan.server.replication.raft;

import org.jspecify.annotations.NullMarked;
