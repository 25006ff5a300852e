package io.capstan.server.replication.raft;

import org.apache.ratis.conf.Parameters;

/**
 * How the nodes' Raft connections are secured.
 *
 * <p>Implementations set Ratis's TLS objects in {@link Parameters}: its string properties for TLS
 * have no effect.
 */
@FunctionalInterface
public interface RaftTransport {
  void customise(Parameters parameters);

  /** Plain TCP: only for networks where everybody is trusted. */
  static RaftTransport plaintext() {
    return parameters -> {};
  }
}
