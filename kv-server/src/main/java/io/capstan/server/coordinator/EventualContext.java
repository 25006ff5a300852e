package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.ring.Token;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.session.SessionToken;
import io.capstan.v1.Keyspace;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Receipt;
import io.capstan.version.Stamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * One operation in an EVENTUAL keyspace, with what its coordinator knows of the cluster.
 *
 * @param self the coordinating node
 */
record EventualContext(ClusterState state, String self, Keyspace keyspace, Request request) {
  OperationHeader header() {
    return request.header();
  }

  int incarnation() {
    return keyspace.getIncarnation();
  }

  ReplicaKey key(ByteString key) {
    return new ReplicaKey(incarnation(), Token.sliceOf(key.toByteArray()), key);
  }

  /**
   * The replicas of a slice, this node first.
   *
   * @throws CapstanException NOT_A_REPLICA when this node holds none
   */
  List<String> replicas(int slice) {
    List<String> replicas = state.replicasOfSlice(slice);
    if (!replicas.contains(self)) {
      throw CapstanException.of(
              Failure.NOT_A_REPLICA,
              "slice %d is held by %s, not by this node".formatted(slice, replicas))
          .withTryNode(replicas.get(0));
    }
    List<String> selfFirst = new ArrayList<>(replicas);
    selfFirst.remove(self);
    selfFirst.add(0, self);
    return selfFirst;
  }

  /** What the session has seen; empty for a request without a token. */
  SessionToken session() {
    if (header().getSession().isEmpty()) {
      return SessionToken.empty(state.fingerprint());
    }
    SessionToken session = SessionToken.parse(header().getSession().toByteArray());
    if (session.clusterFingerprint() != state.fingerprint()) {
      throw CapstanException.of(
          Failure.TOKEN_FOREIGN,
          "the session token comes from another cluster; start a new session for this one");
    }
    return session;
  }

  /** The part of the session token that seeing a stamp of a key adds. */
  SessionToken seen(ByteString key, Stamp stamp) {
    return SessionToken.empty(state.fingerprint())
        .withStamp(incarnation(), Token.of(key.toByteArray()), stamp);
  }

  static ByteString bytes(Stamp stamp) {
    return UnsafeByteOperations.unsafeWrap(stamp.toBytes());
  }

  /** What every receipt of this operation says. */
  Receipt.Builder receipt(int shard, Collection<String> replicas, int needed) {
    return Receipt.newBuilder()
        .setServedBy(self)
        .setShard(shard)
        .setEpoch(state.epoch())
        .setLevelAsked(header().getLevel())
        .setReplicasNeeded(needed)
        .addAllReplicas(new TreeSet<>(replicas))
        .setPath(Receipt.Path.PATH_QUORUM);
  }
}
