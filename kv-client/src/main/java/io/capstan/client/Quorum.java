package io.capstan.client;

/** How many of N replicas an operation in an EVENTUAL keyspace waits for. */
public enum Quorum {
  /** As the keyspace says. */
  KEYSPACE_DEFAULT(io.capstan.v1.Quorum.QUORUM_UNSPECIFIED),
  ONE(io.capstan.v1.Quorum.QUORUM_ONE),
  MAJORITY(io.capstan.v1.Quorum.QUORUM_MAJORITY),
  ALL(io.capstan.v1.Quorum.QUORUM_ALL);

  private final io.capstan.v1.Quorum proto;

  Quorum(io.capstan.v1.Quorum proto) {
    this.proto = proto;
  }

  /** As it is said to a node. */
  public io.capstan.v1.Quorum proto() {
    return proto;
  }
}
