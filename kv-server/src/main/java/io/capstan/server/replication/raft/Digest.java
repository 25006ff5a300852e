package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.server.replication.LogPosition;

/**
 * A fingerprint of one replica right after an entry; healthy replicas have the same one.
 *
 * @param position the entry
 * @param rows how many users' rows there are, over all keyspaces
 * @param sha256 over rows, session memories and the applied record
 */
public record Digest(LogPosition position, long rows, ByteString sha256) {}
