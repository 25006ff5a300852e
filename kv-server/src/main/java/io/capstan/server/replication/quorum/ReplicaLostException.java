package io.capstan.server.replication.quorum;

/** One of two replicas that are compared does not answer any more. */
public final class ReplicaLostException extends Exception {
  private static final long serialVersionUID = 1;

  ReplicaLostException(Throwable cause) {
    super(cause);
  }
}
