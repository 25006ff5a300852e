package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.storage.ShardKeys;

/**
 * A user's key, with where it lies.
 *
 * @param keyspaceIncarnation of an EVENTUAL keyspace
 * @param slice of the token space, from the key's hash
 */
public record ReplicaKey(int keyspaceIncarnation, int slice, ByteString key) {
  /** The key on disk. */
  byte[] toBytes() {
    return new ShardKeys(slice).row(keyspaceIncarnation, key).toBytes();
  }
}
