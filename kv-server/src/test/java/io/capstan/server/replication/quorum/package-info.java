@NullMarked
package io.capstan.server.replication.quorum;

import org.jspecify.annotations.NullMarked;
